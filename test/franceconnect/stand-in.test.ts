import { clientOf, logoutUri, redirectUri } from '../support/franceconnect-client.js';
import { startFranceConnect, type FranceConnectSite } from '../support/franceconnect-site.js';

let site: FranceConnectSite;
beforeAll(async () => {
  site = await startFranceConnect({ redirectUri, logoutUri });
});
afterAll(() => site.stop());

describe('The stand-in, as FranceConnect,', () => {
  it.each(['client_id', 'redirect_uri', 'response_type', 'scope', 'acr_values', 'nonce', 'state'])(
    'answers 400 without %s, and sends nobody back',
    async (name) => {
      const { url } = await clientOf(site).begin();
      const address = new URL(url);
      address.searchParams.delete(name);
      const answer = await fetch(address, { redirect: 'manual' });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('Y030007')]);
    },
  );

  it('takes neither a short nonce, nor another prompt, nor a logout without hint', async () => {
    const { url } = await clientOf(site).begin();
    const statusWith = async (name: string, value: string): Promise<number> => {
      const address = new URL(url);
      address.searchParams.set(name, value);
      return (await fetch(address, { redirect: 'manual' })).status;
    };
    expect(await statusWith('nonce', 'A'.repeat(21))).toBe(400);
    expect(await statusWith('prompt', 'none')).toBe(400);
    expect(await statusWith('prompt', 'select_account')).toBe(400);
    expect(await statusWith('prompt', '')).toBe(400);
    expect(await statusWith('prompt', 'login consent')).toBe(303);
    expect((await fetch(`${site.issuer}/session/end`)).status).toBe(400);
  });
});
