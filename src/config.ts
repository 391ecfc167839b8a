import { z } from 'zod';
import { OperatorError } from './operator-error.js';

/** Secrets printed in documentation: production refuses them. */
const sampleSecrets = new Set(['change-me-change-me', 'sample-secret-for-development-only']);

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const secret = z.string().min(16, 'at least 16 characters');
const text = (max: number) => z.string().trim().min(1).max(max);

interface Setting {
  rule: z.ZodType;
  /** As it would be written in the environment; absent: no default. */
  default?: string;
  /** What it is, in one sentence, with its unit. */
  about: string;
}

/** Every setting of the program. The README's table is generated from here (`gateway settings`). */
export const settings = {
  NODE_ENV: {
    rule: z.enum(['development', 'test', 'production']),
    default: 'development',
    about:
      'Production refuses sample secrets, RATE_LIMIT=off, a plain-http BASE_URL, and the embedded store unless allowed.',
  },
  HOST: { rule: text(255), default: '127.0.0.1', about: 'Address to listen on.' },
  PORT: { rule: whole(0, 65535), default: '8080', about: 'TCP port to listen on; 0 takes a free one.' },
  BASE_URL: {
    rule: url.optional(),
    about: 'Public address of the gateway, as browsers see it; default http://HOST:PORT.',
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
    rule: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'a mongodb:// address')
      .optional(),
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
    rule: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    default: 'info',
    about: 'Least level of the log lines written.',
  },
  SESSION_SECRET: {
    rule: secret.optional(),
    about: 'Key of cookies and form tokens; not set: made once and kept in DATA_DIR.',
  },
  PASSWORD_PEPPER: {
    rule: secret.optional(),
    about:
      'Key mixed into password hashes, never stored in the database; not set: made once and kept in DATA_DIR.',
  },
  INE_KEY: {
    rule: secret.optional(),
    about: 'Key of the INE hashes that portals receive; not set: made once and kept in DATA_DIR.',
  },
  PASSWORD_PEPPER_ID: {
    rule: z.string().regex(/^[a-z0-9]{1,8}$/),
    default: '1',
    about: 'Name of the present pepper, stored with each hash.',
  },
  FORMER_PEPPERS: {
    rule: z
      .string()
      .regex(/^([a-z0-9]{1,8}:[^,]{16,})(,[a-z0-9]{1,8}:[^,]{16,})*$/)
      .optional(),
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
  SUPPORT_MAIL: {
    rule: z.email(),
    default: 'support@example.org',
    about: 'Technical contact, in the metadata and on the help page.',
  },
  LANGUAGE: {
    rule: z.enum(['fr', 'en']),
    default: 'fr',
    about: 'Language when the browser asks for none that we have.',
  },
} satisfies Record<string, Setting>;

type Read = { [K in keyof typeof settings]: z.output<(typeof settings)[K]['rule']> };

/** The settings of one process, read once. */
export type Config = Omit<Read, 'BASE_URL'> & { BASE_URL: string };

/**
 * Gives libuv's pool eight threads: with four, 32 bcrypt compares made an async signature wait 4.2 s (security 3).
 * Counts only before the pool is first used: `main.ts` calls it before anything else is loaded.
 */
export function reserveThreads(environment: NodeJS.ProcessEnv = process.env): void {
  environment['UV_THREADPOOL_SIZE'] ??= '8';
}

/** All that is wrong with the settings, one line each. */
export class ConfigError extends OperatorError {
  constructor(readonly faults: readonly string[]) {
    super(`Settings to correct:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/**
 * Reads every setting of `environment`.
 * @throws ConfigError listing all faults at once.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [string, Setting][]) {
    const given = environment[name];
    const result = setting.rule.safeParse(given === undefined || given === '' ? setting.default : given);
    if (result.success) read[name] = result.data;
    else
      faults.push(
        `${name}: ${result.error.issues.map((issue) => issue.message).join('; ')}. ${setting.about}`,
      );
  }
  const config = read as Read;
  if (faults.length === 0) faults.push(...productionFaults(config));
  if (faults.length > 0) throw new ConfigError(faults);
  return { ...config, BASE_URL: config.BASE_URL ?? `http://${config.HOST}:${config.PORT}` };
}

function productionFaults(config: Read): string[] {
  if (config.NODE_ENV !== 'production') return [];
  const faults: string[] = [];
  for (const name of ['SESSION_SECRET', 'PASSWORD_PEPPER', 'INE_KEY'] as const) {
    const value = config[name];
    if (value !== undefined && sampleSecrets.has(value))
      faults.push(`${name}: a sample secret; make one with: openssl rand -base64 32`);
    if (value === undefined && config.MONGODB_URI !== undefined) {
      faults.push(
        `${name}: must be set in production, the same for every process; make one with: openssl rand -base64 32`,
      );
    }
  }
  if (config.TRUST_PROXY === 0) {
    faults.push(
      'TRUST_PROXY: the gateway speaks plain http, so a proxy with TLS stands in front: set how many',
    );
  }
  if (!config.RATE_LIMIT) faults.push('RATE_LIMIT: off is for load tests, not for production');
  if (config.BASE_URL === undefined || !config.BASE_URL.startsWith('https://')) {
    faults.push('BASE_URL: production needs the public https:// address');
  }
  if (config.MONGODB_URI === undefined && !config.ALLOW_EMBEDDED_STORE) {
    faults.push('MONGODB_URI: not set; the embedded store must be allowed by ALLOW_EMBEDDED_STORE=on');
  }
  return faults;
}
