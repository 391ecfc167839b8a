import { jest } from '@jest/globals';
import { FrozenClock, systemClock } from '../../src/clock.js';
import type { Fault } from '../../src/demo/franceconnect/misbehaviour.js';
import { FranceConnectClient } from '../../src/franceconnect/client.js';
import type { FranceConnectRefusal } from '../../src/franceconnect/franceconnect-refusal.js';
import type { Arrival, Expectation, FranceConnectOptions } from '../../src/franceconnect/ports.js';
import { ProviderMetadata } from '../../src/franceconnect/provider-metadata.js';
import { SigningKeyCache } from '../../src/franceconnect/signing-key-cache.js';
import type { StandInOptions } from '../../src/demo/franceconnect/stand-in-provider.js';
import { makeKey } from '../../src/demo/franceconnect/stand-in-keys.js';
import { systemRandom } from '../../src/random.js';
import {
  FranceConnectBrowser,
  startFranceConnect,
  type FranceConnectSite,
} from '../support/franceconnect-site.js';

const redirectUri = 'http://127.0.0.1:9/franceconnect/retour';
const logoutUri = 'http://127.0.0.1:9/franceconnect/deconnexion';

function clientOf(site: FranceConnectSite, others: Partial<FranceConnectOptions> = {}): FranceConnectClient {
  const options: FranceConnectOptions = {
    ...{ issuer: site.issuer, clientId: site.clientId, authentication: { secret: site.clientSecret } },
    ...{
      signature: 'ES256',
      scopes: 'openid identite_pivot preferred_username email',
      redirectUri,
      logoutUri,
    },
    ...others,
  };
  const provider = new ProviderMetadata(options, systemClock);
  const keys = new SigningKeyCache(systemClock);
  return new FranceConnectClient({ options, provider, keys, clock: systemClock, random: systemRandom });
}

interface Walk {
  url: URL;
  expected: Expectation;
  back: URL;
}

async function walk(client: FranceConnectClient, site: FranceConnectSite, who?: string): Promise<Walk> {
  const { url, expected } = await client.begin();
  const back = await new FranceConnectBrowser(site.issuer).signIn(url, who);
  return { url: new URL(url), expected, back: new URL(back) };
}

async function arrive(
  client: FranceConnectClient,
  site: FranceConnectSite,
  who = 'jeanne',
): Promise<Arrival> {
  const { back, expected } = await walk(client, site, who);
  return client.finish(back.search, expected);
}

const refusal = (promise: Promise<unknown>): Promise<FranceConnectRefusal> =>
  promise.then(
    () => Promise.reject(new Error('it was accepted')),
    (error: FranceConnectRefusal) => error,
  );

describe.each(['ES256', 'RS256'] as const)('FranceConnect that signs with %s', (signature) => {
  let site: FranceConnectSite;
  let client: FranceConnectClient;
  beforeAll(async () => {
    site = await startFranceConnect({ redirectUri, logoutUri, signature });
    client = clientOf(site, { signature });
  });
  afterEach(() => {
    delete site.misbehaviour.fault;
    delete site.misbehaviour.error;
  });
  afterAll(() => site.stop());

  it('says who came', async () => {
    const { identity, idToken } = await arrive(client, site);
    expect(identity).toMatchObject({
      ...{ issuer: site.issuer, familyName: 'DURAND', usageName: 'MARTIN', givenNames: 'Jeanne' },
      mail: 'jeanne.martin@example.org',
    });
    expect(identity.sub).toMatch(/^[0-9a-f]{64}v1$/);
    expect(idToken.split('.')).toHaveLength(3);
    expect((await arrive(client, site, 'clement')).identity).not.toHaveProperty('usageName');
  });

  it('sends what FranceConnect asks for, secrets of 32 octets, and PKCE since it is offered', async () => {
    const { url, expected } = await client.begin();
    const query = Object.fromEntries(new URL(url).searchParams);
    expect(query).toEqual({
      ...{ client_id: site.clientId, redirect_uri: redirectUri, response_type: 'code', acr_values: 'eidas1' },
      ...{ scope: 'openid identite_pivot preferred_username email', code_challenge_method: 'S256' },
      ...{
        state: expected.state,
        nonce: expected.nonce,
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      },
    });
    expect(expected.state).toMatch(/^[\w-]{43}$/);
    expect(expected.nonce).toMatch(/^[\w-]{43}$/);
    expect(new Set([expected.state, expected.nonce, expected.codeVerifier]).size).toBe(3);
  });

  const inTheAnswer: Fault[] = ['answer-other-iss', 'answer-no-iss', 'answer-other-state'];
  it.each(inTheAnswer)('C01 refuses %s, on success and on error', async (fault) => {
    site.misbehaviour.fault = fault;
    const refused = await refusal(arrive(client, site));
    expect(refused).toMatchObject({ code: 'franceconnect_refused', idToken: undefined });
    if (fault === 'answer-other-state') return;
    site.misbehaviour.error = 'access_denied';
    expect(await refusal(arrive(client, site))).toMatchObject({ code: 'franceconnect_refused' });
  });

  const inTheIdToken: Fault[] = [
    ...(['other-nonce', 'no-nonce', 'other-iss', 'other-aud', 'expired', 'old'] as const),
    ...(['no-acr', 'weak-acr', 'hs256', 'none', 'unknown-key'] as const),
  ];
  it.each(inTheIdToken)(
    'C01 refuses an ID token with %s, and keeps it to close the session',
    async (fault) => {
      site.misbehaviour.fault = fault;
      const refused = await refusal(arrive(client, site));
      expect(refused).toMatchObject({ code: 'franceconnect_refused', idToken: expect.stringMatching(/^ey/) });
    },
  );

  it('C02 refuses an ID token with a forged signature', async () => {
    site.misbehaviour.fault = 'forged';
    expect(await refusal(arrive(client, site))).toMatchObject({ code: 'franceconnect_refused' });
  });

  const inTheUserinfo: Fault[] = [
    ...(['userinfo-plain', 'userinfo-hs256', 'userinfo-none', 'userinfo-forged'] as const),
    ...(['userinfo-other-sub', 'userinfo-other-aud', 'userinfo-no-aud', 'userinfo-expired'] as const),
    'userinfo-no-name',
  ];
  it.each(inTheUserinfo)('C01 refuses a userinfo: %s', async (fault) => {
    site.misbehaviour.fault = fault;
    const refused = await refusal(arrive(client, site));
    expect(refused).toMatchObject({ code: 'franceconnect_refused', idToken: expect.stringMatching(/^ey/) });
  });

  it.each([
    ['token-error', 'franceconnect_refused'],
    ['token-down', 'franceconnect_unavailable'],
    ['userinfo-down', 'franceconnect_unavailable'],
  ] as const)('tells %s as %s', async (fault, code) => {
    site.misbehaviour.fault = fault;
    expect(await refusal(arrive(client, site))).toMatchObject({ code });
  });

  it.each([
    ['access_denied', 'franceconnect_cancelled'],
    ['invalid_request', 'franceconnect_refused'],
    ['server_error', 'franceconnect_unavailable'],
    ['temporarily_unavailable', 'franceconnect_unavailable'],
    ['something_new', 'franceconnect_refused'],
  ])('tells the error %s as %s', async (error, code) => {
    site.misbehaviour.error = error;
    const refused = await refusal(arrive(client, site));
    expect(refused).toMatchObject({ code, detail: expect.stringContaining(error) });
  });

  it('tells that the person gave up', async () => {
    const { back, expected } = await walk(client, site, undefined);
    expect(await refusal(client.finish(back.search, expected))).toMatchObject({
      code: 'franceconnect_cancelled',
    });
  });

  it('C01 refuses an answer without state, one with two, and the code of another exchange', async () => {
    const { back, expected } = await walk(client, site, 'jeanne');
    const bare = new URLSearchParams(back.search);
    bare.delete('state');
    const twice = `${back.search}&state=${expected.state}`;
    for (const query of [bare.toString(), twice, '', `?state=${expected.state}`]) {
      expect(await refusal(client.finish(query, expected))).toMatchObject({ code: 'franceconnect_refused' });
    }
    const other = (await client.begin()).expected;
    const stolen = new URLSearchParams(back.search);
    stolen.set('state', other.state);
    // The code is bound to the challenge of the exchange that it came from.
    expect(await refusal(client.finish(stolen.toString(), other))).toMatchObject({
      code: 'franceconnect_refused',
      detail: expect.stringContaining('invalid_grant'),
    });
  });

  it('takes a code once', async () => {
    const { back, expected } = await walk(client, site, 'jeanne');
    await client.finish(back.search, expected);
    expect(await refusal(client.finish(back.search, expected))).toMatchObject({
      code: 'franceconnect_refused',
    });
  });

  it('closes the session there, and comes back with the state', async () => {
    const browser = new FranceConnectBrowser(site.issuer);
    const { url, expected } = await client.begin();
    const back = new URL(await browser.signIn(url, 'jeanne'));
    const { idToken } = await client.finish(back.search, expected);
    const address = await client.endSessionUrl(idToken, 'S'.repeat(43));
    expect(Object.keys(Object.fromEntries(new URL(address).searchParams)).sort()).toEqual([
      ...['id_token_hint', 'post_logout_redirect_uri', 'state'],
    ]);
    expect(await browser.signOut(address)).toBe(`${logoutUri}?state=${'S'.repeat(43)}`);
  });
});

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

describe('The stand-in, as FranceConnect,', () => {
  it.each(['client_id', 'redirect_uri', 'response_type', 'scope', 'acr_values', 'nonce', 'state'])(
    'answers 400 without %s, and sends nobody back',
    async (name) => {
      const site = await start();
      const { url } = await clientOf(site).begin();
      const address = new URL(url);
      address.searchParams.delete(name);
      const answer = await fetch(address, { redirect: 'manual' });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('Y030007')]);
    },
  );

  it('takes neither a short nonce, nor another prompt, nor a logout without hint', async () => {
    const site = await start();
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
