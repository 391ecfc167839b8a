import * as v from 'valibot';
import { oneOf, text, url, type Setting } from './setting-rules.js';

/** The scopes of level « faible » (domain 11). */
const offered = new Set(
  (
    'openid profile given_name family_name birthdate gender birthplace birthcountry birth identite_pivot ' +
    'preferred_username email idp_birthdate'
  ).split(' '),
);

const scopes = v.pipe(
  v.string(),
  v.trim(),
  v.transform((words) => [...new Set(words.split(/\s+/))]),
  v.check((words) => words.includes('openid'), 'must have openid'),
  v.check(
    (words) => words.every((word) => offered.has(word)),
    `must be scopes of FranceConnect with blanks between: ${[...offered].join(', ')}`,
  ),
  v.check(
    (words) => givesNames(words),
    'must have identite_pivot, profile, or both family_name and given_name: names are compared with the school’s',
  ),
  v.transform((words) => words.join(' ')),
);

function givesNames(words: readonly string[]): boolean {
  if (words.includes('identite_pivot') || words.includes('profile')) return true;
  return words.includes('family_name') && words.includes('given_name');
}

/** FranceConnect, off until it is declared (src/franceconnect/README.md). */
export const franceConnectSettings = {
  FRANCECONNECT_ISSUER: {
    rule: v.optional(url),
    about:
      'FranceConnect, as https://oidc.franceconnect.gouv.fr/api/v2 in production; not set: guardians sign in without it.',
  },
  FRANCECONNECT_CLIENT_ID: {
    rule: v.optional(text(255)),
    about: 'The client_id that FranceConnect gave this service.',
  },
  FRANCECONNECT_CLIENT_SECRET: {
    rule: v.optional(text(1000)),
    about: 'Its client_secret, for the authentication client_secret_post.',
  },
  FRANCECONNECT_KEY_FILE: {
    rule: v.optional(text(4096)),
    about:
      'PEM file of our private key (EC P-256 or RSA), for private_key_jwt in place of the secret; /franceconnect/jwks publishes its public half.',
  },
  FRANCECONNECT_SIGNATURE: {
    rule: oneOf('ES256', 'RS256'),
    default: 'ES256',
    about: 'How FranceConnect signs, as declared there; it advises ES256.',
  },
  FRANCECONNECT_SCOPES: {
    rule: scopes,
    default: 'openid identite_pivot preferred_username email',
    about: 'What is asked of FranceConnect, as declared there.',
  },
  FRANCECONNECT_BUTTON: {
    rule: v.optional(text(4096)),
    about:
      'SVG or PNG file of the button that FranceConnect provides, which its rules ask to show unchanged; not set: a plain button.',
  },
} satisfies Record<string, Setting>;
