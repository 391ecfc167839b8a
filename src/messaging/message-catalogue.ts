import * as v from 'valibot';
import { isInstant } from '../calendar.js';
import { isHttpUrl, withoutBreaks } from '../http-url.js';

const wrongType = (issue: v.BaseIssue<unknown>): string =>
  `Invalid input: expected ${issue.expected === 'Object' ? 'object' : 'string'}, received ${kindOf(issue)}`;
const atMost = (most: number) =>
  v.maxCodePoints(most, `Too big: expected string to have <=${most} characters`);

/** A short text from school records or settings: a line break in a name would make a second header elsewhere (security A08). */
const oneLine = (most: number) =>
  v.pipe(
    v.string(wrongType),
    v.transform((value) => value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()),
    v.nonEmpty('Too small: expected string to have >=1 characters'),
    atMost(most),
  );
const words = oneLine(200);
/** Several of them. */
const list = oneLine(1500);
const link = v.pipe(
  v.string(wrongType),
  v.trim(),
  v.check(isHttpUrl, 'Invalid URL'),
  atMost(1000),
  v.transform(withoutBreaks),
);
const code = v.pipe(
  v.string(wrongType),
  v.regex(/^\d{6}$/, ({ expected }) => `Invalid string: must match pattern ${expected}`),
);
const instant = v.pipe(v.string(wrongType), v.check(isInstant, 'Invalid ISO datetime'));
/** These parameters and no others. */
const form = <const E extends v.ObjectEntries>(entries: E) => v.strictObject(entries, wrongType);

/** What each mail needs. Links and codes are secrets until they are used or expired. */
export const mailTemplates = {
  /** Asked for by an operator. */
  trial: form({}),
  /** To an own address, to confirm it. */
  'confirm-mail': form({ givenName: words, link }),
  /** To a parent whose address a pupil under 15 gave: who asked, why, and what confirming means. */
  'confirm-parent-mail': form({ givenName: words, schoolName: words, link }),
  /** A link to choose a new password; for a pupil under 15 it goes to the parent. */
  'forgotten-password': form({ givenName: words, link }),
  /** Everyone at that address: brothers and sisters share a parent's. */
  'forgotten-identifiers': form({ people: list }),
  'password-changed': form({ givenName: words, at: instant }),
  /** To the former address. */
  'mail-changed': form({ givenName: words, at: instant }),
  /** To both addresses of a guardian who made one account of two; `identifier`: of the account that stays. */
  'accounts-merged': form({ givenName: words, identifier: words, at: instant }),
  'franceconnect-linked': form({ givenName: words, at: instant }),
  'franceconnect-unlinked': form({ givenName: words, at: instant }),
  'account-reset-by-school': form({ givenName: words, schoolName: words, at: instant }),
} as const;

/** What each SMS needs. */
export const smsTemplates = {
  'sms-trial': form({}),
  'sms-code': form({ code }),
  'sms-identifier': form({ identifier: list }),
} as const;

export type MailTemplate = keyof typeof mailTemplates;
export type SmsTemplate = keyof typeof smsTemplates;
export type MailParameters = { [T in MailTemplate]: v.InferInput<(typeof mailTemplates)[T]> };
export type SmsParameters = { [T in SmsTemplate]: v.InferInput<(typeof smsTemplates)[T]> };

/** Parameters once read, by name. */
export type Parameters = Readonly<Record<string, string>>;

type Form = v.GenericSchema<unknown, Parameters> & { readonly entries: object };
const forms = new Map<string, Form>(Object.entries({ ...mailTemplates, ...smsTemplates }));

/**
 * The parameters of a template, made clean.
 * @throws TypeError naming the template and each parameter that is missing, malformed or unknown: the caller has a fault.
 */
export function readParameters(template: string, parameters: unknown): Parameters {
  const needed = forms.get(template);
  if (needed === undefined) throw new TypeError(`Message ${template}: no such template`);
  const read = v.safeParse(needed, parameters);
  if (read.success) return read.output;
  const faults = read.issues.map((issue) =>
    issue.expected === 'never'
      ? unknownParameters(parameters as object, needed)
      : `${v.getDotPath(issue) ?? ''}: ${issue.message}`,
  );
  throw new TypeError(`Message ${template}: ${faults.join('; ')}`);
}

/** All of them: valibot names the first. */
function unknownParameters(given: object, { entries }: Form): string {
  const names = Object.keys(given).filter((name) => !Object.hasOwn(entries, name));
  return `: Unrecognized key${names.length > 1 ? 's' : ''}: ${names.map((name) => `"${name}"`).join(', ')}`;
}

/** What was given in place of a text: undefined, number, Date… */
function kindOf({ input, received }: v.BaseIssue<unknown>): string {
  if (typeof input !== 'object') return typeof input;
  return received === 'Object' || received === 'Array' ? received.toLowerCase() : received;
}
