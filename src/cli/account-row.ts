import { z } from 'zod';
import { isIdentifier } from '../accounts/identifier.js';
import { isAcceptableLength } from '../accounts/password.js';
import { isIne } from '../directory/ine.js';
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
export type AccountRow = z.output<typeof rule>;

const text = (most: number) =>
  z
    .string()
    .max(most, `at most ${most} characters`)
    .regex(/^\P{Cc}*$/u, 'no control characters');
const birthDate = z
  .string()
  .transform((given) => given.replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, '$3-$2-$1'))
  .pipe(z.iso.date('a date, YYYY-MM-DD or DD/MM/YYYY'));

const rule = z.object({
  kind: z.enum(['pupil', 'guardian'], 'pupil or guardian'),
  identifier: z.string('is missing').refine(isIdentifier, '1 to 128 characters, no blanks'),
  password: z.string('is missing').refine(isAcceptableLength, '1 to 256 characters'),
  sn: text(100).optional(),
  'given-name': text(100).optional(),
  mail: z.email('an e-mail address').optional(),
  title: z.enum(['M.', 'Mme'], 'M. or Mme').optional(),
  'birth-date': birthDate.optional(),
  ine: text(32).toUpperCase().optional(),
  uai: z
    .string()
    .toUpperCase()
    .regex(/^\d{7}[A-Z]$/, 'seven digits and a letter')
    .optional(),
  degree: z
    .enum(['1', '2'], '1 or 2')
    .transform((digit) => (digit === '1' ? 1 : 2))
    .optional(),
  level: text(16).optional(),
  class: text(64).optional(),
  academy: text(8).optional(),
  jointure: text(32).optional(),
  child: z
    .string()
    .transform((list) => list.split(/[\s|]+/).filter((identifier) => identifier !== ''))
    .optional(),
});

/** A row understood, or everything that is wrong with it. */
export type ReadRow = { row: AccountRow; warnings: string[] } | { faults: string[] };

/** Reads one account. An empty value counts as not given. A wrong key letter or INE is a warning: test data has them. */
export function readAccountRow(fields: AccountFields): ReadRow {
  const given = Object.entries(fields).filter(([name, value]) => name === 'password' || value.trim() !== '');
  const trimmed = given.map(([name, value]) => [name, name === 'password' ? value : value.trim()]);
  const result = rule.safeParse(Object.fromEntries(trimmed));
  if (result.success) return { row: result.data, warnings: warningsOf(result.data) };
  return { faults: result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
}

function warningsOf({ uai, ine, level }: AccountRow): string[] {
  const warnings: string[] = [];
  if (uai !== undefined && !isUai(uai)) warnings.push(`uai: ${uai} has not the key letter of its digits`);
  if (ine !== undefined && !isIne(ine)) warnings.push('ine: not the form of an INE');
  if (level !== undefined && !/^\d{4}$/.test(level)) warnings.push(`level: ${level} is no MEFSTAT4`);
  return warnings;
}
