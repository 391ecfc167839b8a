import type { ErrorEntry } from './error-catalogue.js';

/** Sentences for who opens an account, or a link sent by mail. */
export type AccountSentence =
  | 'activation_needs_mail'
  | 'birth_date_unknown'
  | 'birth_dates_wrong'
  | 'journey_expired'
  | 'link_unknown'
  | 'link_expired'
  | 'link_used'
  | 'link_void'
  | 'too_many_links'
  | 'mail_invalid'
  | 'mail_off'
  | 'mail_none'
  | 'merge_same'
  | 'merge_names_differ'
  | 'merge_refused'
  | 'merge_expired'
  | 'too_many_merges'
  | 'too_many_recoveries'
  | 'self_registration_off'
  | 'activation_expired'
  | 'too_many_codes'
  | 'too_many_answers'
  | 'sms_budget_used'
  | 'identity_taken';

/** Refusals of the first sign-in, and of links sent by mail (domain 6, security R); part of the catalogue. */
export const accountErrors = {
  activation_needs_mail: {
    status: 503,
    sentence: 'activation_needs_mail',
    support:
      'Right provisional password of a guardian, but no mail server is set (SMTP_URL) to confirm an address.',
  },
  birth_date_unknown: {
    status: 403,
    sentence: 'birth_date_unknown',
    support: 'The school records give no birth date, so that the first sign-in cannot ask for it.',
  },
  birth_dates_wrong: {
    status: 403,
    sentence: 'birth_dates_wrong',
    support: 'Three wrong birth dates in a first sign-in: counted as one wrong password.',
  },
  journey_expired: {
    status: 403,
    sentence: 'journey_expired',
    support: 'The first sign-in took over an hour, was ended elsewhere, or its letter was replaced.',
  },
  link_unknown: {
    status: 404,
    sentence: 'link_unknown',
    support: 'No such link: cut off by the mail program, or older than a month after its end.',
  },
  link_expired: { status: 410, sentence: 'link_expired', support: 'The link is past its time.' },
  link_used: { status: 410, sentence: 'link_used', support: 'The link was used before.' },
  link_void: {
    status: 410,
    sentence: 'link_void',
    support: 'A newer link was made, or the password changed since.',
  },
  too_many_links: {
    status: 429,
    sentence: 'too_many_links',
    support: 'As many links as the account may have in 24 h were made.',
  },
  mail_invalid: { status: 400, sentence: 'mail_invalid', support: 'Not an e-mail address.' },
  mail_off: {
    status: 503,
    sentence: 'mail_off',
    support: 'No mail server is set (SMTP_URL): no address can be confirmed.',
  },
  too_many_recoveries: {
    status: 429,
    sentence: 'too_many_recoveries',
    support: 'One address asked for more lost identifiers or passwords than RECOVERY_PER_HOUR.',
  },
  self_registration_off: {
    status: 404,
    sentence: 'self_registration_off',
    support: 'SELF_REGISTRATION is off, or no SMS gateway (SMS_URL) or mail server (SMTP_URL) is set.',
  },
  activation_expired: {
    status: 403,
    sentence: 'activation_expired',
    support: 'The activation of a guardian took over an hour, or was ended elsewhere.',
  },
  too_many_codes: {
    status: 429,
    sentence: 'too_many_codes',
    support: 'One number (3 an hour, 5 a day) or one client address (20 a day) asked for too many SMS codes.',
  },
  too_many_answers: {
    status: 429,
    sentence: 'too_many_answers',
    support: 'Three times SMS_PER_DAY codes were answered in a day: somebody guesses (security R09).',
  },
  sms_budget_used: {
    status: 503,
    sentence: 'sms_budget_used',
    support: 'The SMS of the day are used up: see SMS_PER_DAY, and whether somebody makes us send.',
  },
  identity_taken: {
    status: 409,
    sentence: 'identity_taken',
    support: 'This FranceConnect identity opens another account, or the account has another identity.',
  },
  mail_none: {
    status: 404,
    sentence: 'mail_none',
    support: 'No address waits to be confirmed: it was confirmed, refused or replaced.',
  },
  merge_same: {
    status: 400,
    sentence: 'merge_same',
    support: 'A guardian gave the identifier and password of the account signed in to group it with itself.',
  },
  merge_names_differ: {
    status: 403,
    sentence: 'merge_names_differ',
    support:
      'Right password of another account of a guardian, but sn or givenName is not the same to the letter.',
  },
  merge_refused: {
    status: 409,
    sentence: 'merge_refused',
    support: 'One of two accounts to group was locked, left, deleted or grouped elsewhere meanwhile.',
  },
  merge_expired: {
    status: 403,
    sentence: 'merge_expired',
    support: 'No proof of the other account’s password, or older than 10 minutes: begin again.',
  },
  too_many_merges: {
    status: 429,
    sentence: 'too_many_merges',
    support: 'One account tried other accounts’ passwords 20 times in 24 h to group them.',
  },
} as const satisfies Record<string, ErrorEntry>;
