import { createHash } from 'node:crypto';
import { load } from 'cheerio';
import { hiddenFields, setCookies, TestBrowser } from './support/browser.js';
import { createTestSite, entEntityId, waitingSuite } from './support/test-site.js';

async function signedIn(options: Parameters<typeof createTestSite>[0] = {}) {
  const site = createTestSite(options);
  const browser = new TestBrowser(site.app);
  const answer = await browser.signIn('n.exemple', 'right-password');
  return { ...site, browser, answer };
}

const sidIn = (browser: TestBrowser, name = 'sid'): string =>
  decodeURIComponent(browser.cookies.get(name) ?? '').split('.')[0] ?? '';

test('L05: a session cookie set beforehand never becomes the session', async () => {
  const { browser: attacker, app } = await signedIn();
  const planted = attacker.cookies.get('sid') ?? '';
  const victim = new TestBrowser(app);
  victim.cookies.set('sid', planted);
  const page = load((await victim.get('/deconnexion')).text);
  const form = { ...hiddenFields(page), j_username: 'l.exemple', j_password: 'right-password' };
  expect((await victim.post('/connexion', form)).status).toBe(303);
  expect(victim.cookies.get('sid')).not.toBe(planted);
  expect((await victim.get('/')).text).toContain('Bonjour Léa');
  expect((await attacker.get('/')).headers.location).toBe('/connexion');
});

test('L05: a made-up id is replaced and asks the store for nothing', async () => {
  const { app, sessions } = createTestSite();
  const browser = new TestBrowser(app);
  browser.cookies.set('sid', 's%3Achosen.by-the-attacker');
  await browser.signIn('n.exemple', 'right-password');
  expect(sidIn(browser)).not.toBe('chosen');
  expect(sessions.calls).toEqual(['add']);
});

test('L10: on https the cookies are __Host-, Secure, HttpOnly, Lax, without an end date', async () => {
  const { answer, browser, app } = await signedIn({ baseUrl: 'https://gateway.test' });
  expect([...browser.cookies.keys()].sort()).toEqual(['__Host-browser', '__Host-sid']);
  const lines = [...setCookies(answer), ...setCookies(await new TestBrowser(app).get('/connexion'))];
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatch(/; Path=\/;/);
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; Secure/);
    expect(line).toMatch(/; SameSite=Lax/i);
    expect(line).not.toMatch(/Domain|Expires|Max-Age/i);
  }
});

test('the store never sees the id of the cookie', async () => {
  const { browser, sessions } = await signedIn();
  const sid = sidIn(browser);
  expect(sid.length).toBeGreaterThan(30);
  expect([...sessions.stored.keys()]).toEqual([createHash('sha256').update(sid).digest('hex')]);
  expect(JSON.stringify([...sessions.stored])).not.toContain(sid);
  expect([...sessions.stored.values()][0]?.user.subject.accountId).toBe('account-noe');
});

test('a visitor costs no session; a signed-in use costs one read, and one write a minute at most', async () => {
  const { app, sessions, clock } = createTestSite();
  const browser = new TestBrowser(app);
  await browser.get('/connexion');
  await browser.get('/');
  expect(sessions.calls).toEqual([]);
  await browser.signIn('n.exemple', 'right-password');
  expect(sessions.calls.splice(0)).toEqual(['add']);
  for (let use = 0; use < 3; use++) await browser.get('/');
  expect(sessions.calls.splice(0)).toEqual(['read', 'read', 'read']);
  clock.advance(61_000);
  for (let use = 0; use < 3; use++) await browser.get('/');
  expect(sessions.calls.splice(0)).toEqual(['read', 'touch', 'read', 'read']);
});

test('L10: an hour without use ends the session; use keeps it alive', async () => {
  const { browser, clock } = await signedIn();
  clock.advance(59 * 60_000);
  expect((await browser.get('/')).status).toBe(200);
  clock.advance(59 * 60_000);
  expect((await browser.get('/')).status).toBe(200);
  clock.advance(60 * 60_000);
  expect((await browser.get('/')).headers.location).toBe('/connexion');
});

test('L10: ten hours after the password it ends, used or not', async () => {
  const { browser, clock } = await signedIn();
  for (let quarter = 0; quarter < 39; quarter++) {
    clock.advance(15 * 60_000);
    expect((await browser.get('/')).status).toBe(200);
  }
  clock.advance(15 * 60_000);
  expect((await browser.get('/')).headers.location).toBe('/connexion');
});

test('L08: ended elsewhere, dead at the next request', async () => {
  const { browser, sessions } = await signedIn();
  await sessions.removeOfAccount('account-noe');
  expect((await browser.get('/')).headers.location).toBe('/connexion');
});

test('signing in again leaves one session', async () => {
  const { browser, sessions } = await signedIn();
  const page = load((await browser.get('/deconnexion')).text);
  await browser.post('/connexion', {
    ...hiddenFields(page),
    j_username: 'l.exemple',
    j_password: 'right-password',
  });
  expect(sessions.stored.size).toBe(1);
});

test('O10: after sign-out the old cookie and the Back button show the sign-in page', async () => {
  const { browser, sessions } = await signedIn();
  const old = browser.cookies.get('sid') ?? '';
  const services = await browser.get('/');
  expect(services.headers['cache-control']).toBe('no-store');
  const form = hiddenFields(load((await browser.get('/deconnexion')).text));
  const answer = await browser.post('/deconnexion', form);
  expect([answer.status, answer.headers.location]).toEqual([303, '/deconnexion']);
  expect(browser.cookies.has('sid')).toBe(false);
  expect((await browser.get('/deconnexion')).text).toContain('Déconnexion réussie');
  expect(sessions.stored.size).toBe(0);
  browser.cookies.set('sid', old);
  expect((await browser.get('/')).headers.location).toBe('/connexion');
});

test('the reading of a session alone refuses what a cookie may not be, and never fails', async () => {
  const { app } = createTestSite();
  const browser = new TestBrowser(app);
  await browser.signIn('n.exemple', 'right-password');
  expect((await browser.get('/trial/session')).text).toBe('n.exemple');
  for (const value of ['', '%', '%zz', 's%3A', 's%3Aabc.def', 'abc', 's:' + 'a'.repeat(5000)]) {
    const answer = await new TestBrowser(app).get('/trial/session', { cookie: `sid=${value}` });
    expect([answer.status, answer.text]).toEqual([200, 'nobody']);
  }
});

test.each([false, true])(
  'a sign-in is recorded with the portal that asked, own address proposed: %s',
  async (proposesOwnMail) => {
    const { app, recorded } = createTestSite({ proposesOwnMail });
    const place = `/connexion?suite=${waitingSuite}`;
    await new TestBrowser(app).signIn('n.exemple', 'right-password', place);
    await new TestBrowser(app).signIn('n.exemple', 'right-password');
    expect(recorded).toEqual([entEntityId, undefined]);
  },
);
