import type { ReadSettings } from './settings.js';

const names = [
  'FRANCECONNECT_ISSUER',
  'FRANCECONNECT_CLIENT_ID',
  'FRANCECONNECT_CLIENT_SECRET',
  'FRANCECONNECT_KEY_FILE',
  'FRANCECONNECT_BUTTON',
] as const satisfies readonly (keyof ReadSettings)[];

/** What settings of FranceConnect cannot be together: all of them, or none; a secret, or a key. */
export function franceConnectFaults(settings: Partial<ReadSettings>): string[] {
  const set = names.filter((name) => settings[name] !== undefined);
  if (set.length === 0) return [];
  const faults = (['FRANCECONNECT_ISSUER', 'FRANCECONNECT_CLIENT_ID'] as const)
    .filter((name) => name in settings && settings[name] === undefined)
    .map((name) => `${name}: must be set with ${set[0]}`);
  const { FRANCECONNECT_CLIENT_SECRET: secret, FRANCECONNECT_KEY_FILE: keyFile } = settings;
  if (secret !== undefined && keyFile !== undefined)
    faults.push('FRANCECONNECT_KEY_FILE: must not be set with FRANCECONNECT_CLIENT_SECRET');
  if (secret === undefined && keyFile === undefined)
    faults.push(
      `FRANCECONNECT_CLIENT_SECRET: must be set with ${set[0]}, or FRANCECONNECT_KEY_FILE in its place`,
    );
  const { NODE_ENV, FRANCECONNECT_ISSUER: issuer } = settings;
  if (NODE_ENV === 'production' && issuer?.startsWith('http:') === true)
    faults.push('FRANCECONNECT_ISSUER: production needs an https:// address');
  return faults;
}
