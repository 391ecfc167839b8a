import type { Fault } from '../../src/demo/franceconnect/misbehaviour.js';
import type { FranceConnectClient } from '../../src/franceconnect/client.js';
import { arrive, clientOf, logoutUri, redirectUri, refusal, walk } from '../support/franceconnect-client.js';
import {
  FranceConnectBrowser,
  startFranceConnect,
  type FranceConnectSite,
} from '../support/franceconnect-site.js';

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
  it.each(inTheIdToken)('C01 refuses an ID token: %s; one of its own closes the session', async (fault) => {
    site.misbehaviour.fault = fault;
    const refused = await refusal(arrive(client, site));
    const usable = !['other-iss', 'other-aud', 'hs256', 'none', 'unknown-key'].includes(fault);
    expect([refused.code, refused.idToken !== undefined]).toEqual(['franceconnect_refused', usable]);
  });

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
