import * as v from 'valibot';
import { completeLanguages } from '../languages.js';
import { franceConnectSettings } from './franceconnect-settings.js';
import { messageSettings } from './message-settings.js';
import { lifecycleSettings } from './lifecycle-settings.js';
import { operatorSettings } from './operator-settings.js';
import { mail, oneOf, onOff, secret, site, text, whole, type Setting } from './setting-rules.js';

export type { Setting };

/** Every setting of the program. The README's table is generated from here (`gateway settings`). */
export const settings = {
  NODE_ENV: {
    rule: oneOf('development', 'test', 'production'),
    default: 'development',
    about:
      'Production refuses sample secrets, RATE_LIMIT=off, a plain-http BASE_URL, and the embedded store unless allowed.',
  },
  HOST: { rule: text(255), default: '127.0.0.1', about: 'Address to listen on.' },
  PORT: { rule: whole(0, 65535), default: '8080', about: 'TCP port to listen on; 0 takes a free one.' },
  BASE_URL: {
    rule: v.optional(site),
    about:
      'Public address of the gateway, as browsers see it; default http://HOST:PORT, localhost for 0.0.0.0.',
  },
  TRUST_PROXY: {
    rule: whole(0, 9),
    default: '0',
    about: 'Number of reverse proxies in front (exact hop count).',
  },
  DATA_DIR: {
    rule: text(4096),
    default: 'data',
    about: 'Folder of the embedded store and of generated secrets.',
  },
  MONGODB_URI: {
    rule: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^mongodb(\+srv)?:\/\//, 'must be an address that begins with mongodb:// or mongodb+srv://'),
      ),
    ),
    about: 'MongoDB server; not set: the embedded store in DATA_DIR.',
  },
  ALLOW_EMBEDDED_STORE: {
    rule: onOff,
    default: 'off',
    about: 'Allows the embedded store in production (one process, small site).',
  },
  CERTS_DIR: {
    rule: text(4096),
    default: 'certs',
    about: 'Folder of the SAML signing keys and certificates; made at the first start.',
  },
  SIGNING_KEY_BITS: {
    rule: whole(2048, 4096),
    default: '2048',
    about: 'RSA size in bits of keys made here; 3072 costs six times more CPU per sign-in.',
  },
  LOG_LEVEL: {
    rule: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    default: 'info',
    about: 'Least level of the log lines written.',
  },
  SESSION_SECRET: {
    rule: v.optional(secret),
    about: 'Key of cookies, form tokens and waiting messages; not set: made once and kept in DATA_DIR.',
  },
  PASSWORD_PEPPER: {
    rule: v.optional(secret),
    about:
      'Key mixed into password hashes, never stored in the database; not set: made once and kept in DATA_DIR.',
  },
  INE_KEY: {
    rule: v.optional(secret),
    about: 'Key of the INE hashes that portals receive; not set: made once and kept in DATA_DIR.',
  },
  PASSWORD_PEPPER_ID: {
    rule: v.pipe(v.string(), v.regex(/^[a-z0-9]{1,8}$/, 'must be 1 to 8 small letters or digits')),
    default: '1',
    about: 'Name of the present pepper, stored with each hash.',
  },
  FORMER_PEPPERS: {
    rule: v.optional(
      v.pipe(
        v.string(),
        v.regex(
          /^([a-z0-9]{1,8}:[^,]{16,})(,[a-z0-9]{1,8}:[^,]{16,})*$/,
          'must be id:pepper, or several with commas between: an id is 1 to 8 small letters or digits, a pepper has at ' +
            'least 16 characters and no comma',
        ),
      ),
    ),
    about: 'Peppers still accepted, as id:pepper,id:pepper.',
  },
  BCRYPT_COST: {
    rule: whole(4, 15),
    default: '12',
    about: 'bcrypt cost, log2 of the rounds; 12 is about 270 ms of CPU a sign-in.',
  },
  BCRYPT_QUEUE: {
    rule: whole(1, 10000),
    default: '200',
    about: 'Password checks that may wait; more are answered 503.',
  },
  RATE_LIMIT: { rule: onOff, default: 'on', about: 'off lifts all rate limits per address, for load tests.' },
  SIGN_IN_PER_MINUTE: {
    rule: whole(1, 100000),
    default: '60',
    about: 'Wrong passwords per minute from one address (a school often shares one).',
  },
  RECOVERY_PER_HOUR: {
    rule: whole(1, 100000),
    default: '60',
    about: 'Lost identifiers and passwords that may be asked for per hour from one address.',
  },
  RECHECK_MINUTES: {
    rule: whole(1, 1440),
    default: '15',
    about: 'Minutes after which « Mon compte » asks for the password again before a sensitive change.',
  },
  SSO_PER_MINUTE: {
    rule: whole(1, 1_000_000),
    default: '1200',
    about: 'Sign-ins that portals may begin per minute from one address, before anyone has signed in.',
  },
  LOCK_AFTER: {
    rule: whole(2, 100),
    default: '5',
    about: 'Consecutive wrong passwords that lock an account for a while.',
  },
  LOCK_SECONDS: {
    rule: whole(1, 86400),
    default: '60',
    about: 'First lock in seconds; doubles at each further wrong password.',
  },
  LOCK_TRIES_PER_DAY: {
    rule: whole(5, 1000),
    default: '25',
    about: 'Wrong passwords in 24 h after which an account waits for the end of the day.',
  },
  EASY_PRIMARY_PASSWORDS: {
    rule: onOff,
    default: 'off',
    about:
      'on lets pupils of primary schools choose passwords of 8 characters of 3 kinds instead of 12 of 4.',
  },
  SESSION_IDLE_MINUTES: {
    rule: whole(1, 1440),
    default: '60',
    about: 'A session unused for so many minutes ends.',
  },
  SESSION_HOURS: {
    rule: whole(1, 72),
    default: '10',
    about: 'A session ends after so many hours, used or not.',
  },
  CLOCK_SKEW_SECONDS: {
    rule: whole(0, 600),
    default: '180',
    about: 'Tolerance in seconds for the clocks of portals.',
  },
  REQUEST_LIFE_SECONDS: {
    rule: whole(60, 3600),
    default: '600',
    about: 'Time in seconds to finish a sign-in begun by a portal.',
  },
  ASSERTION_SECONDS: { rule: whole(60, 600), default: '300', about: 'Life of an assertion in seconds.' },
  METADATA_DAYS: { rule: whole(1, 365), default: '14', about: 'validUntil of our metadata, in days ahead.' },
  SAML_SCOPE: {
    rule: text(120),
    default: 'educt',
    about: 'Scope of our attributes in the metadata (shibmd:Scope).',
  },
  SERVICE_NAME: {
    rule: text(60),
    default: 'Passerelle',
    about: 'Name of the account service, as families read it.',
  },
  SERVICE_OPERATOR: {
    rule: text(120),
    default: 'Académie de démonstration',
    about: 'Who runs the service: shown in the footer and in the metadata.',
  },
  LEGAL_HOST: {
    rule: v.optional(text(300)),
    about: 'Who hosts the service, with address and telephone: on the page of legal notices.',
  },
  LEGAL_PUBLISHER: {
    rule: v.optional(text(300)),
    about: 'Director of publication: on the page of legal notices.',
  },
  SUPPORT_MAIL: {
    rule: mail,
    default: 'support@example.org',
    about: 'Technical contact, in the metadata and on the help page.',
  },
  LANGUAGE: {
    rule: oneOf(...completeLanguages),
    default: 'fr',
    about: 'Language when the browser asks for none that we have.',
  },
  ...messageSettings,
  ...lifecycleSettings,
  ...operatorSettings,
  ...franceConnectSettings,
} satisfies Record<string, Setting>;

/** What each setting is once read. */
export type ReadSettings = { [K in keyof typeof settings]: v.InferOutput<(typeof settings)[K]['rule']> };
