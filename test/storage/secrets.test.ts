import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { readConfig } from '../../src/config.js';
import { deriveKey, loadSecrets } from '../../src/storage/secrets.js';

describe('Secrets of the installation', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passerelle-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const load = (environment: NodeJS.ProcessEnv = {}) =>
    loadSecrets(readConfig({ DATA_DIR: join(folder, 'data'), ...environment }));

  it('are made once, for their owner alone, however many start at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => load()));
    for (const secrets of all) expect(secrets).toEqual(all[0]);
    expect(await load()).toEqual(all[0]);
    expect(await readdir(join(folder, 'data'))).toEqual(['secrets.json']);
    expect((await stat(join(folder, 'data', 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('come from the settings when they are set there, and then no file is made', async () => {
    const set = { SESSION_SECRET: 'a'.repeat(32), PASSWORD_PEPPER: 'b'.repeat(32), INE_KEY: 'c'.repeat(32) };
    expect(await load(set)).toEqual({
      sessionSecret: 'a'.repeat(32),
      passwordPepper: 'b'.repeat(32),
      ineKey: 'c'.repeat(32),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('are never replaced when the file is damaged', async () => {
    await load();
    await writeFile(join(folder, 'data', 'secrets.json'), '{"sessionSecret":');
    await expect(load()).rejects.toThrow(/not a secrets file/);
  });

  it.each([
    ['too short', { sessionSecret: '😀'.repeat(16), passwordPepper: 'b'.repeat(32), ineKey: 'c'.repeat(32) }],
    ['missing', { sessionSecret: 'a'.repeat(32), passwordPepper: 'b'.repeat(32) }],
  ])('are never shown when one is %s', async (_fault, secrets) => {
    await load();
    await writeFile(join(folder, 'data', 'secrets.json'), JSON.stringify(secrets));
    const error = await load().catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: Infinity })).toMatch(/not a secrets file/);
    expect(inspect(error, { depth: Infinity })).not.toContain(secrets.passwordPepper);
  });

  it('give a key of 256 bits per use', () => {
    expect(deriveKey('secret', 'a')).toHaveLength(32);
    expect(deriveKey('secret', 'a')).toEqual(deriveKey('secret', 'a'));
    expect(deriveKey('secret', 'a')).not.toEqual(deriveKey('secret', 'b'));
  });
});
