/** Faults that the stand-in makes when a test asks for one. */
export type Fault =
  // In the answer to the browser
  | 'answer-other-iss'
  | 'answer-no-iss'
  | 'answer-other-state'
  // In the ID token
  | 'other-nonce'
  | 'no-nonce'
  | 'other-iss'
  | 'other-aud'
  | 'expired'
  | 'old'
  | 'no-acr'
  | 'weak-acr'
  | 'hs256'
  | 'none'
  | 'forged'
  // In its key: in none of the published sets; or in the next one alone
  | 'unknown-key'
  | 'rotated-key'
  // In the userinfo
  | 'userinfo-plain'
  | 'userinfo-hs256'
  | 'userinfo-none'
  | 'userinfo-forged'
  | 'userinfo-other-sub'
  | 'userinfo-other-aud'
  | 'userinfo-no-aud'
  | 'userinfo-expired'
  | 'userinfo-no-name'
  // Of the server
  | 'token-error'
  | 'token-down'
  | 'userinfo-down';

/** What the stand-in does otherwise than FranceConnect; a test sets it, and takes it back. */
export interface Misbehaviour {
  fault?: Fault;
  /** Answers every authorisation request with this error (RFC 6749 4.1.2.1), in words that must never be shown. */
  error?: string;
}

/** The `error_description` of `error`: what a page that repeats it would run. */
export const errorDescription = '<b>description secrète</b>';
