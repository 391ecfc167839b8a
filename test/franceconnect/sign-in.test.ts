import { subOf } from '../../src/demo/franceconnect/mock-identities.js';
import type { Fault } from '../../src/demo/franceconnect/misbehaviour.js';
import {
  passFranceConnect,
  startFranceConnectWalk,
  type FranceConnectWalk,
} from '../support/franceconnect-walk.js';
import { WebBrowser } from '../support/web-browser.js';

let walk: FranceConnectWalk;
beforeAll(async () => {
  walk = await startFranceConnectWalk();
  await walk.guardian('j.martin', { identity: 'jeanne', mail: 'jeanne@example.org' });
});
afterEach(() => {
  delete walk.fc.misbehaviour.fault;
  delete walk.fc.misbehaviour.error;
});
afterAll(() => walk.stop());

const isSignedIn = async (browser: WebBrowser): Promise<boolean> =>
  !(await browser.open(`${walk.site.url}/`)).url.includes('/connexion');
const atFranceConnect = (browser: WebBrowser): string[] =>
  browser.visited.filter((url) => url.startsWith(walk.fc.issuer)).map((url) => new URL(url).pathname);
const sessionClosed = (browser: WebBrowser): boolean =>
  atFranceConnect(browser).some((path) => path.endsWith('/session/end'));

describe('Signing in with FranceConnect', () => {
  it('opens the account that the identity is known for', async () => {
    const browser = await walk.comeBy('jeanne');
    expect([browser.status, browser.url]).toEqual([200, `${walk.site.url}/`]);
    expect(browser.text).toContain('Jeanne');
    expect(sessionClosed(browser)).toBe(false);
    await walk.site.services.connectionLog.flush();
    const { id } = await walk.site.account('j.martin');
    const [latest] = await walk.site.services.storage.connections.lastOf(id, 1, walk.site.clock.now());
    expect(latest).toMatchObject({ way: 'franceconnect' });
  });

  it('answers the portal that asked, with PasswordProtectedTransport', async () => {
    const browser = await walk.comeBy('jeanne', walk.site.fromPortal());
    expect(browser.url).toContain('/franceconnect/retour');
    const form = browser.page('form');
    expect([form.attr('action'), form.find('[name=RelayState]').attr('value')]).toEqual([
      walk.site.acs,
      'where-i-was',
    ]);
    const xml = Buffer.from(String(form.find('[name=SAMLResponse]').attr('value')), 'base64').toString();
    expect(xml).toContain('urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport');
    expect(xml).toContain('urn:oasis:names:tc:SAML:2.0:status:Success');
  });

  it('signing out closes the session there too, and ends on a page of ours', async () => {
    const browser = await walk.comeBy('jeanne');
    await browser.open(`${walk.site.url}/deconnexion`);
    await browser.submit({}, '/deconnexion');
    expect(browser.url).toContain(`${walk.fc.issuer}/session/end?id_token_hint=`);
    await browser.submit({});
    expect(browser.url).toBe(`${walk.site.url}/deconnexion`);
    expect(browser.text).toContain('Déconnexion réussie');
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('C03 the same sub of another issuer is another person', async () => {
    const { subjects } = walk.site.services.storage;
    const sub = subOf('jeanne', walk.fc.clientId);
    const { id } = await walk.site.account('j.martin');
    expect(await subjects.accountIdOf({ issuer: walk.fc.issuer, sub })).toBe(id);
    expect(await subjects.accountIdOf({ issuer: 'https://autre.example/api/v2', sub })).toBeUndefined();
  });

  it.each([
    ['VERROUILLE', 'verrouillé'],
    ['SORTI', 'Plus aucune école'],
    ['FUSIONNE', 'ne peut pas être utilisé'],
  ] as const)('an account %s is refused in its words, and the session there closed', async (state, words) => {
    const account = await walk.site.account('j.martin');
    const { accounts } = walk.site.services.storage;
    await accounts.apply(account, { state });
    const browser = await walk.comeBy('jeanne', walk.site.fromPortal());
    expect(new URL(browser.url).pathname).toBe('/connexion');
    expect(browser.url).toContain('suite=');
    expect(browser.page('[role=alert]').text()).toContain(words);
    expect(sessionClosed(browser)).toBe(true);
    expect(await isSignedIn(browser)).toBe(false);
    await accounts.apply(await walk.site.account('j.martin'), { state: 'ACTIF' });
  });

  it('an account that waits for its mail goes to the page that says so', async () => {
    const { accounts } = walk.site.services.storage;
    await accounts.apply(await walk.site.account('j.martin'), { state: 'EN_ATTENTE_MAIL' });
    const browser = await walk.comeBy('jeanne');
    expect(new URL(browser.url).pathname).toMatch(/^\/premiere-connexion\//);
    expect(sessionClosed(browser)).toBe(true);
    await accounts.apply(await walk.site.account('j.martin'), { state: 'ACTIF' });
  });
});

describe('When FranceConnect fails', () => {
  it.each([
    ['access_denied', 'Vous avez quitté FranceConnect'],
    ['invalid_request', 'n’a pas pu être vérifiée'],
    ['server_error', 'ne répond pas'],
    ['temporarily_unavailable', 'ne répond pas'],
  ])('the error %s ends on our sign-in page, in our words', async (error, words) => {
    walk.fc.misbehaviour.error = error;
    const browser = await walk.comeBy('jeanne', walk.site.fromPortal());
    expect(new URL(browser.url).pathname).toBe('/connexion');
    expect(browser.url).toMatch(/profil=responsable.*suite=|suite=.*profil=responsable/);
    expect(browser.page('[role=alert]').text()).toContain(words);
    expect(browser.html).not.toContain('description secrète');
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('who gives up is told so, and may sign in otherwise', async () => {
    const browser = await walk.comeBy(undefined, walk.site.fromPortal());
    expect([browser.status, browser.text]).toEqual([403, expect.stringContaining('quitté FranceConnect')]);
    await browser.submit({ j_username: 'j.martin', j_password: walk.password }, '/connexion');
    expect(browser.page('form').attr('action')).toBe(walk.site.acs);
  });

  const faults: Fault[] = [
    ...(['answer-other-iss', 'answer-no-iss', 'other-nonce', 'other-aud', 'expired', 'no-acr'] as const),
    ...(['hs256', 'none', 'forged', 'unknown-key', 'userinfo-plain', 'userinfo-forged'] as const),
    ...(['userinfo-other-sub', 'token-error', 'token-down', 'userinfo-down'] as const),
  ];
  it.each(faults)('C01 C02 %s: no session here, and none is left there', async (fault) => {
    walk.fc.misbehaviour.fault = fault;
    const browser = await walk.comeBy('jeanne');
    expect(new URL(browser.url).pathname).toBe('/connexion');
    expect(browser.page('[role=alert]').text()).toContain('FranceConnect');
    // Without a token, or with one that FranceConnect would not know for its own, its session cannot be closed.
    const unusable = ['answer-other-iss', 'answer-no-iss', 'token-error', 'token-down', 'other-aud'];
    const notItsOwn = ['hs256', 'none', 'forged', 'unknown-key'];
    expect(sessionClosed(browser)).toBe(![...unusable, ...notItsOwn].includes(fault));
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('C01 an answer is for the browser that asked: another starts again, once', async () => {
    const browser = await walk.comeBy('jeanne');
    const first = browser.visited.find((url) => url.includes('/franceconnect/retour'));
    const other = new WebBrowser();
    await other.open(String(first));
    expect([other.status, new URL(other.url).pathname]).toEqual([403, '/franceconnect/retour']);
    expect(await isSignedIn(other)).toBe(false);
    // Reloaded by who is signed in.
    await browser.open(String(first));
    expect(browser.url).toBe(`${walk.site.url}/`);
  });

  it('a lost cookie leads through FranceConnect once more, a second time to a page about cookies', async () => {
    const browser = new WebBrowser();
    await browser.open(`${walk.site.url}/franceconnect/connexion?retour=/compte`);
    browser.forget('127.0.0.1');
    await passFranceConnect(browser, 'jeanne');
    expect(browser.url).toContain(`${walk.fc.issuer}/interaction/`);
    await passFranceConnect(browser, 'jeanne');
    expect(browser.url).toBe(`${walk.site.url}/compte`);

    const refusing = new WebBrowser();
    await refusing.open(`${walk.site.url}/franceconnect/connexion`);
    refusing.forget('127.0.0.1');
    await passFranceConnect(refusing, 'jeanne');
    refusing.forget('127.0.0.1');
    await passFranceConnect(refusing, 'jeanne');
    expect([refusing.status, refusing.text]).toEqual([403, expect.stringMatching(/cookies/i)]);
  });

  it.each(['', '?state=x', `?state=${'A'.repeat(43)}&code=x`, '?state[]=a&state[]=b'])(
    'C01 an answer nobody waits for (%s) ends on a page',
    async (query) => {
      const browser = await new WebBrowser().open(`${walk.site.url}/franceconnect/retour${query}`);
      expect([browser.status, browser.text]).toEqual([403, expect.stringContaining('FranceConnect')]);
    },
  );

  it('half an hour at FranceConnect is too long', async () => {
    const browser = new WebBrowser();
    await browser.open(`${walk.site.url}/franceconnect/connexion`);
    const now = walk.site.clock.now();
    walk.site.clock.advance(1_800_000);
    await passFranceConnect(browser, 'jeanne');
    expect([browser.status, new URL(browser.url).pathname]).toEqual([403, '/franceconnect/retour']);
    walk.site.clock.set(now);
  });
});
