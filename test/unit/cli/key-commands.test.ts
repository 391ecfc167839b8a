import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayCommands } from '../../support/run-gateway.js';

test('a rollover: prepare publishes, promote signs, retire withdraws; nothing to promote is said', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-keys-'));
  const gateway = new GatewayCommands({ CERTS_DIR: folder });
  const published = async () => (await gateway.run('keys', 'show')).out.split('\n');
  try {
    const [former] = await published();
    expect(former).toMatch(/^RSA 2048, until .* GMT, SHA-256 ([0-9A-F]{2}:){31}/);
    const nothing = await gateway.run('keys', 'promote');
    expect(nothing.code).toBe(1);
    expect(nothing.warned).toBe('no next key to promote: run gateway keys prepare first');
    expect(await gateway.run('keys', 'retire')).toMatchObject({ code: 1, out: '' });
    const [next] = (await gateway.run('keys', 'prepare')).out.split('\n');
    expect(await published()).toEqual([former, next]);
    const promoted = await gateway.run('keys', 'promote');
    expect(promoted.out).toContain('restart the gateway');
    expect(promoted.warned).toContain('next.crt was made 0 minutes ago');
    expect(await published()).toEqual([next, former]);
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(folder, 'former.crt'), yesterday, yesterday);
    expect(await gateway.run('keys', 'retire')).toMatchObject({
      out: expect.stringContaining('Retired'),
      warned: '',
    });
    expect(await published()).toEqual([next]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
