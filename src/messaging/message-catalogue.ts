import { z } from 'zod';

/** A short text from school records or settings: a line break in a name would make a second header elsewhere (security A08). */
const oneLine = (most: number) =>
  z
    .string()
    .transform((value) => value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim())
    .pipe(z.string().min(1).max(most));
const words = oneLine(200);
/** Several of them. */
const list = oneLine(1500);
const link = z.url({ protocol: /^https?$/ }).max(1000);
const code = z.string().regex(/^\d{6}$/);
const instant = z.iso.datetime();

/** What each mail needs. Links and codes are secrets until they are used or expired. */
export const mailTemplates = {
  /** Asked for by an operator. */
  trial: z.strictObject({}),
  /** To an own address, to confirm it. */
  'confirm-mail': z.strictObject({ givenName: words, link }),
  /** To a parent whose address a pupil under 15 gave: who asked, why, and what confirming means. */
  'confirm-parent-mail': z.strictObject({ givenName: words, schoolName: words, link }),
  /** A link to choose a new password; for a pupil under 15 it goes to the parent. */
  'forgotten-password': z.strictObject({ givenName: words, link }),
  /** Everyone at that address: brothers and sisters share a parent's. */
  'forgotten-identifiers': z.strictObject({ people: list }),
  'password-changed': z.strictObject({ givenName: words, at: instant }),
  /** To the former address. */
  'mail-changed': z.strictObject({ givenName: words, at: instant }),
  /** To both addresses of a guardian who made one account of two; `identifier`: of the account that stays. */
  'accounts-merged': z.strictObject({ givenName: words, identifier: words, at: instant }),
  'franceconnect-linked': z.strictObject({ givenName: words, at: instant }),
  'franceconnect-unlinked': z.strictObject({ givenName: words, at: instant }),
  'account-reset-by-school': z.strictObject({ givenName: words, schoolName: words, at: instant }),
} as const;

/** What each SMS needs. */
export const smsTemplates = {
  'sms-trial': z.strictObject({}),
  'sms-code': z.strictObject({ code }),
  'sms-identifier': z.strictObject({ identifier: list }),
} as const;

export type MailTemplate = keyof typeof mailTemplates;
export type SmsTemplate = keyof typeof smsTemplates;
export type MailParameters = { [T in MailTemplate]: z.input<(typeof mailTemplates)[T]> };
export type SmsParameters = { [T in SmsTemplate]: z.input<(typeof smsTemplates)[T]> };

/** Parameters once read, by name. */
export type Parameters = Readonly<Record<string, string>>;

const schemas = new Map<string, z.ZodType<Parameters>>(Object.entries({ ...mailTemplates, ...smsTemplates }));

/**
 * The parameters of a template, made clean.
 * @throws TypeError naming the template and each parameter that is missing, malformed or unknown: the caller has a fault.
 */
export function readParameters(template: string, parameters: unknown): Parameters {
  const read = schemas.get(template)?.safeParse(parameters);
  if (read?.success === true) return read.data;
  const faults = read?.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TypeError(`Message ${template}: ${faults?.join('; ') ?? 'no such template'}`);
}
