import * as v from 'valibot';
import { isIdentifier } from '../accounts/identifier.js';
import { isAcceptableLength } from '../accounts/password.js';
import { isDay } from '../calendar.js';
import { isIne } from '../directory/ine.js';
import { mailRule } from '../mail-address.js';
import { isUai } from '../uai.js';

/** What an operator may say of an account: options of `account add`, or columns of its CSV file. */
export const accountFields = {
  kind: 'pupil or guardian',
  identifier: 'what the person types to sign in',
  password: 'final password, 1 to 256 characters',
  sn: 'family name; the identifier when not given',
  'given-name': 'first name; the identifier when not given',
  mail: 'e-mail address',
  title: 'M. or Mme',
  'birth-date': 'YYYY-MM-DD or DD/MM/YYYY',
  ine: 'INE; only a keyed hash of it is kept',
  uai: 'code of the school, seven digits and a letter',
  degree: '1 (primary) or 2; that of the school, else 2, when not given',
  level: 'MEFSTAT4 of the class, four digits',
  class: 'name of the class',
  academy: 'academy code',
  jointure: 'ENTPersonJointure in the feed of the academy',
  child: 'identifiers of the children of a guardian, separated by blanks',
} as const;

export type AccountField = keyof typeof accountFields;
export type AccountFields = Partial<Record<AccountField, string>>;

/** An account as the operator described it, each value checked. */
export type AccountRow = v.InferOutput<typeof rule>;

const text = (most: number) =>
  v.pipe(
    v.string(),
    v.maxCodePoints(most, `at most ${most} characters`),
    v.regex(/^\P{Cc}*$/u, 'no control characters'),
  );
const birthDate = v.pipe(
  v.string(),
  v.transform((given) => given.replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, '$3-$2-$1')),
  v.check(isDay, 'a date, YYYY-MM-DD or DD/MM/YYYY'),
);

const rule = v.object({
  kind: v.picklist(['pupil', 'guardian'], 'pupil or guardian'),
  identifier: v.pipe(v.string('is missing'), v.check(isIdentifier, '1 to 128 characters, no blanks')),
  password: v.pipe(
    v.string('is missing'),
    v.check((typed) => isAcceptableLength(typed), '1 to 256 characters'),
  ),
  sn: v.optional(text(100)),
  'given-name': v.optional(text(100)),
  mail: v.optional(mailRule('an e-mail address')),
  title: v.optional(v.picklist(['M.', 'Mme'], 'M. or Mme')),
  'birth-date': v.optional(birthDate),
  ine: v.optional(v.pipe(text(32), v.toUpperCase())),
  uai: v.optional(v.pipe(v.string(), v.toUpperCase(), v.regex(/^\d{7}[A-Z]$/, 'seven digits and a letter'))),
  degree: v.optional(
    v.pipe(
      v.picklist(['1', '2'], '1 or 2'),
      v.transform((digit) => (digit === '1' ? 1 : 2)),
    ),
  ),
  level: v.optional(text(16)),
  class: v.optional(text(64)),
  academy: v.optional(text(8)),
  jointure: v.optional(text(32)),
  child: v.optional(
    v.pipe(
      v.string(),
      v.transform((list) => list.split(/[\s|]+/).filter((identifier) => identifier !== '')),
    ),
  ),
});

/** Of an absent field valibot asks the object, not the rule that says what is expected: these are there, if undefined. */
const required = { kind: undefined, identifier: undefined, password: undefined };

/** A row understood, or everything that is wrong with it. */
export type ReadRow = { row: AccountRow; warnings: string[] } | { faults: string[] };

/** Reads one account. An empty value counts as not given. A wrong key letter or INE is a warning: test data has them. */
export function readAccountRow(fields: AccountFields): ReadRow {
  const given = Object.entries(fields).filter(([name, value]) => name === 'password' || value.trim() !== '');
  const trimmed = given.map(([name, value]) => [name, name === 'password' ? value : value.trim()]);
  const result = v.safeParse(rule, { ...required, ...Object.fromEntries(trimmed) });
  if (result.success) return { row: result.output, warnings: warningsOf(result.output) };
  return { faults: result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`) };
}

function warningsOf({ uai, ine, level }: AccountRow): string[] {
  const warnings: string[] = [];
  if (uai !== undefined && !isUai(uai)) warnings.push(`uai: ${uai} has not the key letter of its digits`);
  if (ine !== undefined && !isIne(ine)) warnings.push('ine: not the form of an INE');
  if (level !== undefined && !/^\d{4}$/.test(level)) warnings.push(`level: ${level} is no MEFSTAT4`);
  return warnings;
}
