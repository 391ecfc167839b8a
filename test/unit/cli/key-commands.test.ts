import { mkdtemp, rm } from 'node:fs/promises';
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
    expect((await gateway.run('keys', 'promote')).out).toContain('restart the gateway');
    expect(await published()).toEqual([next, former]);
    expect((await gateway.run('keys', 'retire')).out).toContain('Retired');
    expect(await published()).toEqual([next]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
