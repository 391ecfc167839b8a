import { accountErrors, type AccountSentence } from './account-errors.js';
import { franceConnectErrors, type FranceConnectSentence } from './franceconnect-errors.js';

/** One line of the catalogue. `sentence` names the text for the person in `templates/locales/*.json`, under `errors`. */
export interface ErrorEntry {
  /** HTTP status of the page. */
  status: number;
  /** What the person reads: a key of the locale files, and what to do is part of the sentence. */
  sentence: SentenceKey;
  /** What an operator or a helpdesk should look at. */
  support: string;
  /** Top-level and second-level status for the portal, when its ACS is trusted (saml-core 3.2.2.2). */
  saml?: readonly [SamlTopStatus, string?];
}

export type SamlTopStatus = 'Requester' | 'Responder' | 'VersionMismatch';

export type SentenceKey =
  | 'request_invalid'
  | 'request_too_large'
  | 'request_expired'
  | 'request_replayed'
  | 'request_answered'
  | 'portal_unknown'
  | 'portal_refused'
  | 'portal_setup'
  | 'cannot_encrypt'
  | 'credentials_wrong'
  | 'fields_missing'
  | 'profile_pupil'
  | 'profile_guardian'
  | 'account_not_usable'
  | 'letter_expired'
  | 'account_locked'
  | 'account_left'
  | 'too_many_tries'
  | 'too_many_requests'
  | 'busy'
  | 'form_expired'
  | 'cookies_refused'
  | AccountSentence
  | FranceConnectSentence
  | 'not_found'
  | 'cancelled'
  | 'internal';

const malformed = (support: string): ErrorEntry => ({ status: 400, sentence: 'request_invalid', support });
const refused = (support: string, second?: string): ErrorEntry => ({
  status: 400,
  sentence: 'portal_refused',
  support,
  saml: second === undefined ? ['Requester'] : ['Requester', second],
});
const setup = (support: string): ErrorEntry => ({ status: 400, sentence: 'portal_setup', support });

/** Every refusal of the program, by code. `src/errors.md` is generated from it (`npm run docs`). */
export const catalogue = {
  // Transport and XML (security 4, section X)
  param_type: malformed('A parameter came as a list or an object: the portal sent it twice or in brackets.'),
  param_missing: malformed('No SAMLRequest parameter.'),
  param_dup: malformed(
    'A SAML parameter came twice, under an encoded name, or both SAMLRequest and SAMLResponse came.',
  ),
  base64: malformed('SAMLRequest is not base64 (saml-bindings 3.4.4.1, 3.5.4).'),
  inflate: malformed('SAMLRequest is not raw DEFLATE (RFC 1951; a zlib header is a frequent fault).'),
  inflate_limit: malformed('SAMLRequest inflates to more than 64 kB.'),
  encoding: malformed('SAMLEncoding other than DEFLATE, or a query that is not valid percent-encoding.'),
  utf8: malformed('The message is not valid UTF-8, or has characters no portal needs (U+0085, U+2028).'),
  doctype: malformed('The message has a document type declaration.'),
  comment_or_pi: malformed('The message has a comment, a processing instruction or CDATA.'),
  relay_state: malformed('RelayState is longer than 320 octets (saml-bindings 3.4.3 allows 80).'),
  not_well_formed: malformed('The message is not well-formed XML.'),
  schema: malformed('The message is not valid by the SAML 2.0 protocol schema.'),
  message_type: malformed('Not an AuthnRequest: another SAML message came to the sign-in address.'),
  dup_id: malformed('Two elements carry the same ID.'),
  request_too_large: {
    status: 413,
    sentence: 'request_too_large',
    support: 'The body is over 100 kB, or the message in it over 64 kB.',
  },
  // Signature of the request (section S, Q)
  unsigned: setup('The portal must sign its requests (metadata or switch) and this one is not signed.'),
  bad_signature: setup('No signing certificate of the portal metadata verifies the signature.'),
  sig_alg: setup(
    'Signature algorithm not accepted (RSA-SHA256, -384, -512, ECDSA; legacy_sha1 allows RSA-SHA1).',
  ),
  digest_alg: setup('Digest algorithm not accepted (SHA-256, -384, -512; legacy_sha1 allows SHA-1).'),
  sig_partial: setup('SigAlg without Signature, or Signature without SigAlg.'),
  sig_shape: setup('The Signature element is not of the shape SAML allows (saml-core 5.4).'),
  stray_signature: setup('A Signature stands where none may stand.'),
  multi_signature: setup('More than one Signature.'),
  reference_count: setup('Not exactly one Reference in the Signature (saml-core 5.4.2).'),
  reference_target: setup('The Reference does not point to the message itself (saml-core 5.4.2).'),
  transforms: setup('Transforms other than enveloped-signature and exclusive C14N (saml-core 5.4.4).'),
  // Profile (section P)
  issuer: {
    status: 403,
    sentence: 'portal_unknown',
    support: 'Issuer unknown, disabled, expired, or not an entity name.',
  },
  acs_unknown: {
    status: 403,
    sentence: 'portal_setup',
    support: 'The AssertionConsumerService is not in the portal metadata.',
  },
  acs_conflict: {
    status: 400,
    sentence: 'portal_setup',
    support:
      'The index of the ACS is in the metadata, the URL beside it is not: the portal has to register it, or leave it out.',
  },
  version: {
    status: 400,
    sentence: 'portal_refused',
    support: 'Version other than 2.0.',
    saml: ['VersionMismatch'],
  },
  destination: refused('Destination is not this endpoint, or is missing though the request is signed.'),
  issue_instant: {
    status: 400,
    sentence: 'request_expired',
    support: 'IssueInstant too old, in the future, or not UTC: compare the clocks.',
  },
  replay: { status: 400, sentence: 'request_replayed', support: 'This request was already received once.' },
  no_passive: { ...refused('IsPassive and no usable session.'), saml: ['Responder', 'NoPassive'] },
  no_authn_context: refused('RequestedAuthnContext cannot be met.', 'NoAuthnContext'),
  invalid_name_id_policy: refused('NameIDPolicy cannot be met.', 'InvalidNameIDPolicy'),
  unknown_principal: {
    ...refused('The request names another subject.'),
    saml: ['Responder', 'UnknownPrincipal'],
  },
  no_supported_idp: {
    ...refused('The Scoping of the request lists identity providers, and not this one.'),
    saml: ['Requester', 'NoSupportedIDP'],
  },
  unsupported_binding: refused('ProtocolBinding other than HTTP-POST.', 'UnsupportedBinding'),
  request_denied: {
    status: 403,
    sentence: 'portal_refused',
    support: 'The portal is not open to this person.',
    saml: ['Responder', 'RequestDenied'],
  },
  no_encryption_key: {
    status: 400,
    sentence: 'cannot_encrypt',
    support: 'No usable encryption key in the portal metadata; never sent in clear instead.',
    saml: ['Responder', 'RequestUnsupported'],
  },
  cancelled: {
    status: 200,
    sentence: 'cancelled',
    support: 'The person gave up signing in.',
    saml: ['Responder', 'AuthnFailed'],
  },
  // The pending request
  transaction_unknown: {
    status: 400,
    sentence: 'request_expired',
    support:
      'Sign-in begun longer ago than REQUEST_LIFE_SECONDS, in another browser, or in one that refuses cookies.',
  },
  transaction_answered: {
    status: 400,
    sentence: 'request_answered',
    support: 'The answer to this request was already given: Back button or reload.',
  },
  // Sign-in
  fields_missing: {
    status: 400,
    sentence: 'fields_missing',
    support: 'Identifier or password empty or over length.',
  },
  credentials_wrong: {
    status: 401,
    sentence: 'credentials_wrong',
    support: 'Unknown identifier, wrong password, or an account not usable: never told apart.',
  },
  profile_pupil: {
    status: 401,
    sentence: 'profile_pupil',
    support: 'Right password, but the account is a pupil’s.',
  },
  profile_guardian: {
    status: 401,
    sentence: 'profile_guardian',
    support: 'Right password, but the account is a guardian’s.',
  },
  account_not_usable: {
    status: 403,
    sentence: 'account_not_usable',
    support: 'Right password, but the state of the account forbids sign-in.',
  },
  letter_expired: {
    status: 403,
    sentence: 'letter_expired',
    support: 'Right provisional password, but its letter is past its day: notify again.',
  },
  account_locked: {
    status: 403,
    sentence: 'account_locked',
    support: 'Right password, but the school locked the account (VERROUILLE).',
  },
  account_left: {
    status: 403,
    sentence: 'account_left',
    support: 'Right password, but no school declares the person any more (SORTI).',
  },
  too_many_tries: {
    status: 429,
    sentence: 'too_many_tries',
    support: 'Locked for a while after wrong passwords.',
  },
  too_many_requests: {
    status: 429,
    sentence: 'too_many_requests',
    support: 'Rate limit of the client address.',
  },
  busy: { status: 503, sentence: 'busy', support: 'Queue of password checks full.' },
  form_expired: {
    status: 403,
    sentence: 'form_expired',
    support: 'Anti-forgery token missing or wrong, or a foreign Origin.',
  },
  cookies_refused: {
    status: 403,
    sentence: 'cookies_refused',
    support: 'The browser did not return the cookie of the form.',
  },
  ...accountErrors,
  ...franceConnectErrors,
  // Program
  not_found: { status: 404, sentence: 'not_found', support: 'No such page.' },
  internal: {
    status: 500,
    sentence: 'internal',
    support: 'Unexpected fault: the log line of this id has the cause.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
