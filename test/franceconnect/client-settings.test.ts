import { jest } from '@jest/globals';
import { FrozenClock, systemClock } from '../../src/clock.js';
import { makeKey } from '../../src/demo/franceconnect/stand-in-keys.js';
import type { StandInOptions } from '../../src/demo/franceconnect/stand-in-provider.js';
import { ProviderMetadata } from '../../src/franceconnect/provider-metadata.js';
import { arrive, clientOf, logoutUri, redirectUri, refusal } from '../support/franceconnect-client.js';
import { startFranceConnect, type FranceConnectSite } from '../support/franceconnect-site.js';

/** Sites of one test each. */
const sites: FranceConnectSite[] = [];
const start = async (options: Partial<StandInOptions> = {}): Promise<FranceConnectSite> => {
  const site = await startFranceConnect({ redirectUri, logoutUri, ...options });
  sites.push(site);
  return site;
};
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.stop()));
});

describe('The keys of FranceConnect', () => {
  it('are read again once for an unknown kid, so that a rotation refuses nobody', async () => {
    const site = await start();
    const client = clientOf(site);
    let reads = 0;
    const real = globalThis.fetch;
    globalThis.fetch = (input, init) => {
      if (String(input).endsWith('/jwks')) reads += 1;
      return real(input, init);
    };
    try {
      await arrive(client, site);
      await arrive(client, site);
      expect(reads).toBe(1);
      site.misbehaviour.fault = 'rotated-key';
      await arrive(client, site);
      expect(reads).toBe(2);
      await arrive(client, site);
      expect(reads).toBe(2);
      site.misbehaviour.fault = 'unknown-key';
      await refusal(arrive(client, site));
      expect(reads).toBe(3);
    } finally {
      globalThis.fetch = real;
    }
  });
});

describe('The client of FranceConnect', () => {
  it('refuses the other algorithm than the one declared', async () => {
    const site = await start({ signature: 'RS256' });
    expect(await refusal(arrive(clientOf(site), site))).toMatchObject({ code: 'franceconnect_refused' });
  });

  it('proves itself by private_key_jwt', async () => {
    const { privateKey, publicJwk } = await makeKey('ES256', 'nous');
    const { alg, kid, kty, crv, x, y } = publicJwk as Record<string, string>;
    const clientKey = { alg, kid, kty, crv, x, y } as NonNullable<StandInOptions['clientKey']>;
    // Within jest, structuredClone makes objects of another realm, which oidc-provider takes for none of its own.
    const clone = jest
      .spyOn(globalThis, 'structuredClone')
      .mockImplementation((value) => JSON.parse(JSON.stringify(value)));
    const site = await start({ clientKey });
    clone.mockRestore();
    const authentication = { privateKey, keyId: 'nous' };
    expect((await arrive(clientOf(site, { authentication }), site)).identity.familyName).toBe('DURAND');
    const other = (await makeKey('ES256', 'nous')).privateKey;
    const refused = await refusal(arrive(clientOf(site, { authentication: { privateKey: other } }), site));
    expect(refused).toMatchObject({
      code: 'franceconnect_refused',
      detail: expect.stringContaining('invalid_client'),
    });
  });

  it('sends no PKCE where discovery does not list S256', async () => {
    const site = await start({ pkce: false });
    const { url, expected } = await clientOf(site).begin();
    expect(new URL(url).searchParams.has('code_challenge')).toBe(false);
    expect(expected).not.toHaveProperty('codeVerifier');
    expect((await arrive(clientOf(site), site)).identity.familyName).toBe('DURAND');
  });

  it('says that nobody answers, and goes on with what it read before', async () => {
    const site = await start();
    const clock = new FrozenClock('2026-11-26T10:00:00Z');
    const provider = new ProviderMetadata(site, clock);
    const first = await provider.get();
    await site.stop();
    clock.advance(2 * 3_600_000);
    expect(await provider.get()).toBe(first);
    await expect(clientOf(site).begin()).rejects.toMatchObject({ code: 'franceconnect_unavailable' });
  });

  it('refuses a FranceConnect that says to be another', async () => {
    const site = await start();
    const provider = new ProviderMetadata({ ...site, issuer: `${site.issuer}/` }, systemClock);
    await expect(provider.get()).rejects.toMatchObject({ code: 'franceconnect_unavailable' });
  });
});
