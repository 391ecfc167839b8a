import type { ReadSettings } from './settings.js';

/** Secrets printed in documentation: production refuses them. */
const sampleSecrets = new Set(['change-me-change-me', 'sample-secret-for-development-only']);

type Check = (settings: Partial<ReadSettings>) => string | undefined;

const secretCheck =
  (name: 'SESSION_SECRET' | 'PASSWORD_PEPPER' | 'INE_KEY'): Check =>
  ({ [name]: value, MONGODB_URI }) => {
    const advice = 'make one with: openssl rand -base64 32';
    if (value !== undefined) return sampleSecrets.has(value) ? `a sample secret; ${advice}` : undefined;
    if (MONGODB_URI === undefined) return undefined;
    return `must be set in production, the same for every process; ${advice}`;
  };

/** What production refuses, setting by setting. */
const checks: { readonly [K in keyof ReadSettings]?: Check } = {
  SESSION_SECRET: secretCheck('SESSION_SECRET'),
  PASSWORD_PEPPER: secretCheck('PASSWORD_PEPPER'),
  INE_KEY: secretCheck('INE_KEY'),
  TRUST_PROXY: ({ TRUST_PROXY }) =>
    TRUST_PROXY === 0
      ? 'the gateway speaks plain http, so a proxy with TLS stands in front: set how many'
      : undefined,
  RATE_LIMIT: ({ RATE_LIMIT }) =>
    RATE_LIMIT === false ? 'off is for load tests, not for production' : undefined,
  BASE_URL: ({ BASE_URL }) =>
    BASE_URL?.startsWith('https://') ? undefined : 'production needs the public https:// address',
  MONGODB_URI: ({ MONGODB_URI, ALLOW_EMBEDDED_STORE }) =>
    MONGODB_URI === undefined && ALLOW_EMBEDDED_STORE === false
      ? 'not set; the embedded store must be allowed by ALLOW_EMBEDDED_STORE=on'
      : undefined,
};

/** What production refuses of the settings that could be read; a setting whose value was not understood is not judged twice. */
export function productionFaults(settings: Partial<ReadSettings>): string[] {
  if (settings.NODE_ENV !== 'production') return [];
  return Object.entries(checks).flatMap(([name, check]) => {
    const fault = name in settings ? check(settings) : undefined;
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
}
