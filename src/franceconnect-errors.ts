import type { ErrorEntry } from './error-catalogue.js';

/** Sentences for who comes by FranceConnect. */
export type FranceConnectSentence =
  | 'franceconnect_cancelled'
  | 'franceconnect_unavailable'
  | 'franceconnect_refused'
  | 'franceconnect_expired'
  | 'franceconnect_taken'
  | 'franceconnect_only';

/** Refusals of the exchange with FranceConnect, and of linking it to an account (domain 11); part of the catalogue. */
export const franceConnectErrors = {
  franceconnect_cancelled: {
    status: 403,
    sentence: 'franceconnect_cancelled',
    support: 'The person gave up at FranceConnect (access_denied).',
  },
  franceconnect_unavailable: {
    status: 503,
    sentence: 'franceconnect_unavailable',
    support: 'FranceConnect does not answer, or says that it cannot: the log line has what it said.',
  },
  franceconnect_refused: {
    status: 403,
    sentence: 'franceconnect_refused',
    support: 'The answer of FranceConnect did not pass a check: the log line says which.',
  },
  franceconnect_expired: {
    status: 403,
    sentence: 'franceconnect_expired',
    support: 'Sign-in begun over half an hour ago, answered already, or never begun here.',
  },
  franceconnect_taken: {
    status: 409,
    sentence: 'franceconnect_taken',
    support: 'That FranceConnect identity opens another account, or the account has another identity.',
  },
  franceconnect_only: {
    status: 409,
    sentence: 'franceconnect_only',
    support: 'The account has no password here: FranceConnect is its one way in.',
  },
} as const satisfies Record<string, ErrorEntry>;
