import type { KeptMessage } from '../../src/messaging/file-transports.js';
import {
  passFranceConnect,
  passSignOut,
  startFranceConnectWalk,
  type FranceConnectWalk,
} from '../support/franceconnect-walk.js';
import { WebBrowser } from '../support/web-browser.js';

let walk: FranceConnectWalk;
beforeAll(async () => {
  walk = await startFranceConnectWalk();
});
afterAll(() => walk.stop());

const page = (): string => `${walk.site.url}/compte/franceconnect`;
async function signedIn(identifier: string): Promise<WebBrowser> {
  const browser = await new WebBrowser().open(`${walk.site.url}/connexion`);
  return browser.submit({ j_username: identifier, j_password: walk.password }, '/connexion');
}
async function link(browser: WebBrowser, identity: string | undefined): Promise<WebBrowser> {
  await browser.open(page());
  await browser.follow('S’identifier avec FranceConnect');
  await passFranceConnect(browser, identity);
  return browser;
}
const acts = async (identifier: string): Promise<string[]> => {
  const { id } = await walk.site.account(identifier);
  const entries = await walk.site.services.storage.audit.list({ accountId: id, most: 10 });
  return entries.map(({ act, result }) => `${act} ${result}`).reverse();
};

const subjectOf = (message: KeptMessage): unknown => ('subject' in message ? message.subject : undefined);

describe('FranceConnect in « Mon compte »', () => {
  it('is added after the password, told by mail, audited; then taken away again', async () => {
    await walk.guardian('a.un', { mail: 'un@example.org' });
    const browser = await link(await signedIn('a.un'), 'jeanne');
    expect(browser.url).toBe(`${walk.site.url}/compte?fait=franceconnect-lie`);
    expect(browser.text).toContain('FranceConnect est ajouté');
    const there = browser.visited.filter((url) => url.includes('/session/end'));
    expect(there.length).toBeGreaterThan(0);
    expect((await walk.site.mails('un@example.org', 1)).at(-1)).toMatchObject({
      subject: 'FranceConnect a été ajouté à votre compte',
    });

    const other = await walk.comeBy('jeanne');
    expect(other.url).toBe(`${walk.site.url}/`);

    await browser.open(page());
    expect(browser.text).toContain('ne s’ouvrira plus qu’avec votre identifiant');
    await browser.submit({}, '/delier');
    expect(browser.url).toBe(`${walk.site.url}/compte?fait=franceconnect-delie`);
    // Both at one instant of the clock, which stands still.
    expect((await walk.site.mails('un@example.org', 2)).map(subjectOf).sort()).toEqual([
      'FranceConnect a été ajouté à votre compte',
      'FranceConnect a été retiré de votre compte',
    ]);
    expect(await acts('a.un')).toEqual([
      'account.link-franceconnect done',
      'account.unlink-franceconnect done',
    ]);
    // The session that FranceConnect had opened is over, and the identity opens nothing any more.
    expect((await other.open(`${walk.site.url}/`)).url).toContain('/connexion');
    expect((await walk.comeBy('jeanne')).url).toBe(`${walk.site.url}/inscription/mobile`);
  });

  it('one identity for one account, and one account for one identity', async () => {
    await walk.guardian('a.deux', { identity: 'clement' });
    await walk.guardian('a.trois');
    const taken = await link(await signedIn('a.trois'), 'clement');
    expect([taken.status, taken.text]).toEqual([409, expect.stringContaining('ouvre déjà un autre compte')]);
    expect(await acts('a.trois')).toEqual(['account.link-franceconnect refused']);
    const second = await signedIn('a.deux');
    await second.open(`${page()}/lier`);
    await passFranceConnect(second, 'fleuret');
    expect(second.status).toBe(409);
  });

  it('says so when FranceConnect leads nowhere', async () => {
    await walk.guardian('a.quatre');
    const browser = await link(await signedIn('a.quatre'), undefined);
    expect([browser.status, browser.text]).toEqual([403, expect.stringContaining('quitté FranceConnect')]);
    expect(new URL(browser.url).pathname).toBe('/compte/franceconnect');
  });

  it('is for who is signed in when the answer comes: nobody else’s account gets it', async () => {
    await walk.guardian('a.cinq');
    await walk.guardian('a.six');
    const browser = await signedIn('a.cinq');
    await browser.open(`${page()}/lier`);
    const atFranceConnect = browser.url;
    await browser.open(`${walk.site.url}/deconnexion`);
    await browser.submit({}, '/deconnexion');
    await browser.open(`${walk.site.url}/connexion`);
    await browser.submit({ j_username: 'a.six', j_password: walk.password }, '/connexion');
    await browser.open(atFranceConnect);
    await passFranceConnect(browser, 'targe');
    expect(browser.text).toContain('terminée ou trop ancienne');
    const { subjects } = walk.site.services.storage;
    for (const identifier of ['a.cinq', 'a.six'])
      expect(await subjects.has((await walk.site.account(identifier)).id)).toBe(false);
  });

  it('another site cannot send anybody to add an identity', async () => {
    await walk.guardian('a.sept');
    const browser = await signedIn('a.sept');
    const headers = { 'sec-fetch-site': 'cross-site' };
    await browser.open(`${page()}/lier`, { headers });
    expect([browser.status, browser.url]).toEqual([403, `${page()}/lier`]);
  });

  it('asks for the password again when it was given some time ago', async () => {
    await walk.guardian('a.huit');
    const browser = await signedIn('a.huit');
    const now = walk.site.clock.now();
    walk.site.clock.advance(16 * 60_000);
    await browser.open(page());
    expect(new URL(browser.url).pathname).toBe('/compte/verification');
    walk.site.clock.set(now);
  });
});

describe('Who comes by FranceConnect alone', () => {
  it('is told where the password is changed, cannot lose the one way in, and confirms by FranceConnect', async () => {
    await walk.guardian('b.un', { identity: 'fleuret', password: false });
    const browser = await walk.comeBy('fleuret');
    await browser.open(`${walk.site.url}/compte/mot-de-passe`);
    expect(browser.text).toContain('impots.gouv.fr');
    expect(browser.page('input[type=password]')).toHaveLength(0);
    await browser.open(page());
    expect(browser.text).toContain('seule façon de l’ouvrir');
    expect(browser.page('form[action$="/delier"]')).toHaveLength(0);

    await browser.open(`${walk.site.url}/compte/verification?retour=/compte/adresse-mail`);
    expect(browser.page('input[type=password]')).toHaveLength(0);
    await browser.follow('S’identifier avec FranceConnect');
    await passFranceConnect(browser, 'fleuret');
    expect(browser.url).toBe(`${walk.site.url}/compte/adresse-mail`);

    await browser.open(`${walk.site.url}/deconnexion`);
    await browser.submit({}, '/deconnexion');
    await passSignOut(browser);
    expect(browser.url).toBe(`${walk.site.url}/deconnexion`);
  });
});
