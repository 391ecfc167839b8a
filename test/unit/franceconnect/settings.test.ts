import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/clock.js';
import { ConfigError, readConfig } from '../../../src/config.js';
import { createFranceConnect } from '../../../src/franceconnect-services.js';
import { systemRandom } from '../../../src/random.js';

const whole = {
  FRANCECONNECT_ISSUER: 'https://oidc.franceconnect.gouv.fr/api/v2',
  FRANCECONNECT_CLIENT_ID: 'id',
  FRANCECONNECT_CLIENT_SECRET: 'secret',
};
const faultsOf = (environment: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};
const folder = mkdtempSync(join(tmpdir(), 'fc-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const create = (environment: NodeJS.ProcessEnv) =>
  createFranceConnect({ config: readConfig(environment), clock: systemClock, random: systemRandom });
const pem = (key: ReturnType<typeof generateKeyPairSync>): string =>
  (key.privateKey as unknown as { export(how: object): string }).export({ type: 'pkcs8', format: 'pem' });

describe('The settings of FranceConnect', () => {
  it('are off together, and sound together', async () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf(whole)).toEqual([]);
    expect(await create({})).toBeUndefined();
    expect(await create(whole)).toMatchObject({ client: expect.anything() });
  });

  it('in part are refused, all faults at once', () => {
    expect(faultsOf({ FRANCECONNECT_BUTTON: 'b.svg' })).toEqual([
      'FRANCECONNECT_ISSUER: must be set with FRANCECONNECT_BUTTON',
      'FRANCECONNECT_CLIENT_ID: must be set with FRANCECONNECT_BUTTON',
      'FRANCECONNECT_CLIENT_SECRET: must be set with FRANCECONNECT_BUTTON, or FRANCECONNECT_KEY_FILE in its place',
    ]);
    expect(faultsOf({ ...whole, FRANCECONNECT_CLIENT_ID: '' })).toEqual([
      'FRANCECONNECT_CLIENT_ID: must be set with FRANCECONNECT_ISSUER',
    ]);
    expect(faultsOf({ ...whole, FRANCECONNECT_KEY_FILE: 'k' })).toEqual([
      'FRANCECONNECT_KEY_FILE: must not be set with FRANCECONNECT_CLIENT_SECRET',
    ]);
  });

  it.each([
    ['FRANCECONNECT_SIGNATURE', 'HS256'],
    ['FRANCECONNECT_SIGNATURE', 'none'],
    ['FRANCECONNECT_ISSUER', 'oidc.franceconnect.gouv.fr'],
    ['FRANCECONNECT_SCOPES', 'identite_pivot email'],
    ['FRANCECONNECT_SCOPES', 'openid identite_pivot address'],
    ['FRANCECONNECT_SCOPES', 'openid email'],
  ])('%s=%s is refused', (name, value) => {
    expect(faultsOf({ ...whole, [name]: value })).toEqual([expect.stringMatching(`^${name}: must`)]);
  });

  it('take no plain http in production', () => {
    const production = { ...whole, NODE_ENV: 'production', FRANCECONNECT_ISSUER: 'http://fc.example/api/v2' };
    expect(faultsOf(production)).toContain('FRANCECONNECT_ISSUER: production needs an https:// address');
  });

  it('take a key, EC or RSA, and publish its public half alone', async () => {
    const others = { ...whole, FRANCECONNECT_CLIENT_SECRET: '' };
    const keys = {
      ES256: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
      RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    };
    for (const [alg, key] of Object.entries(keys)) {
      const made = await create({ ...others, FRANCECONNECT_KEY_FILE: file(alg, pem(key)) });
      expect(made?.keys).toEqual([expect.objectContaining({ alg, use: 'sig', kid: expect.any(String) })]);
      expect(JSON.stringify(made?.keys)).not.toMatch(/"d":|"p":/);
    }
  });

  it('say what a key or a button must be', async () => {
    const others = { ...whole, FRANCECONNECT_CLIENT_SECRET: '' };
    const curve = pem(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }));
    for (const path of [join(folder, 'none'), file('bad', 'x'), file('curve', curve)]) {
      await expect(create({ ...others, FRANCECONNECT_KEY_FILE: path })).rejects.toThrow(
        /^FRANCECONNECT_KEY_FILE=.* cannot be used: .*openssl/,
      );
    }
    for (const path of [
      join(folder, 'none'),
      file('b.html', '<p>x</p>'),
      file('b.svg', `<svg>${' '.repeat(200_000)}`),
    ]) {
      await expect(create({ ...whole, FRANCECONNECT_BUTTON: path })).rejects.toThrow(
        /^FRANCECONNECT_BUTTON=.* cannot be used/,
      );
    }
    const made = await create({ ...whole, FRANCECONNECT_BUTTON: file('good.svg', '<svg xmlns="x"></svg>') });
    expect(made?.button?.type).toBe('image/svg+xml');
  });
});
