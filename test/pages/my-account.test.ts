import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { readPdf } from '../support/read-pdf.js';
import { SamlBrowser, type Page } from '../support/saml-browser.js';
import { signInAt, TestPortal } from '../support/test-portal.js';

const password = 'Azerty-2026-ok';
const chosen = 'Vélo rouge 2026 !';
let gateway: GatewayProcess;

beforeAll(async () => {
  gateway = await startGatewayProcess({ RATE_LIMIT: 'off', RECHECK_MINUTES: '1' });
  for (const identifier of ['n.exemple', 'm.exemple']) {
    await gateway.cli(
      ...['account', 'add', '--kind', 'pupil', '--identifier', identifier, '--password', password],
      ...['--sn', 'Exemple', '--given-name', 'Noé', '--mail', 'noe@example.org'],
    );
  }
}, 60_000);
afterAll(() => gateway.stop());

const signedIn = async (identifier: string, secret = password): Promise<SamlBrowser> => {
  const browser = new SamlBrowser();
  await signInAt(browser, `${gateway.url}/connexion?retour=/compte`, { identifier, password: secret });
  return browser;
};
const account = (browser: SamlBrowser): Promise<Page> => browser.open(`${gateway.url}/compte`);
const main = (page: Page): string => page.$('main').text().replace(/\s+/g, ' ').trim();
const act = async (
  browser: SamlBrowser,
  action: string,
  fields: Record<string, string> = {},
): Promise<Page> => browser.submit(await account(browser), fields, `form[action="${action}"]`);

test('nobody signed in: the sign-in page, and then here; never kept by the browser', async () => {
  const page = await account(new SamlBrowser());
  expect(page.url).toBe(`${gateway.url}/connexion?retour=%2Fcompte`);
  const own = await account(await signedIn('n.exemple'));
  expect(own.headers.get('cache-control')).toBe('no-store');
  expect(main(own)).toMatch(/Noé Exemple.*Identifiant ?n\.exemple.*noe@example\.org/);
});

test('portals that received data, and what', async () => {
  const portal = new TestPortal(gateway);
  await portal.join({}, '--release', 'sn,FrEduCtId,supannOidcDateDeNaissance');
  const browser = await signedIn('n.exemple');
  expect((await browser.open(portal.redirectUrl())).html).toContain('SAMLResponse');
  await new Promise((done) => setTimeout(done, 2500));
  const page = await account(browser);
  const listed = page.$('section[aria-labelledby=portals-title] details li').toArray();
  expect(listed.map((item) => page.$(item).text())).toEqual(['Numéro du compte, sans signification', 'Nom']);
  expect(main(page)).toMatch(/Dernières connexions .*2\d{3}/);
}, 20_000);

test('the other sessions end, this one stays', async () => {
  const [here, elsewhere] = [await signedIn('n.exemple'), await signedIn('n.exemple')];
  expect(main(await act(here, '/compte/connexions/fermer'))).toMatch(/autres connexions ont été fermées/);
  expect(new URL((await account(elsewhere)).url).pathname).toBe('/connexion');
});

test('L05, L08 another password: the present one is asked, other sessions end, this one has a new id', async () => {
  const [here, elsewhere] = [await signedIn('m.exemple'), await signedIn('m.exemple')];
  const change = async (fields: Record<string, string>): Promise<Page> =>
    here.submit(await here.open(`${gateway.url}/compte/mot-de-passe`), fields, 'form.card');
  const fields = { actuel: password, nouveau: chosen, encore: chosen };
  expect((await change({ ...fields, actuel: 'faux' })).status).toBe(401);
  expect((await change({ ...fields, actuel: '' })).status).toBe(400);
  expect(main(await change({ ...fields, encore: 'autre' }))).toMatch(/ne sont pas les mêmes/);
  expect(main(await change({ ...fields, nouveau: password, encore: password }))).toMatch(
    /mot de passe actuel/,
  );
  const before = here.cookie('sid');
  expect(main(await change(fields))).toMatch(/mot de passe a été changé/);
  expect(here.cookie('sid')).not.toBe(before);
  expect(new URL((await account(elsewhere)).url).pathname).toBe('/connexion');
  expect(new URL((await account(await signedIn('m.exemple', chosen))).url).pathname).toBe('/compte');
});

test('an address asked for, sent again, forgotten; the confirmed one stays', async () => {
  const browser = await signedIn('n.exemple');
  const ask = async (adresse: string): Promise<Page> =>
    browser.submit(await browser.open(`${gateway.url}/compte/adresse-mail`), { adresse }, 'main form');
  expect((await ask('pas une adresse')).status).toBe(400);
  expect(main(await ask('parent@example.org'))).toMatch(/doit confirmer cette adresse.*parent@example\.org/);
  expect(main(await act(browser, '/compte/adresse-mail/renvoyer'))).toMatch(/renvoyé/);
  const page = await act(browser, '/compte/adresse-mail/annuler');
  expect(main(page)).toMatch(/oubliée/);
  expect(main(page)).not.toMatch(/parent@example\.org/);
  expect(main(page)).toMatch(/noe@example\.org/);
});

test('the language is kept with the account: another browser has it after signing in', async () => {
  const page = await act(await signedIn('n.exemple'), '/compte/langue', { langue: 'en' });
  expect(page.$('html').attr('lang')).toBe('en');
  const other = await account(await signedIn('n.exemple'));
  expect(other.$('h1').text()).toBe('My account');
  await act(await signedIn('n.exemple'), '/compte/langue', { langue: 'fr' });
});

test('own data as JSON and as a tagged PDF, without the hash of the password', async () => {
  const browser = await signedIn('n.exemple');
  const json = await browser.open(`${gateway.url}/compte/donnees.json`);
  expect(json.headers.get('content-disposition')).toContain('attachment');
  expect(JSON.parse(json.html)).toMatchObject({
    account: { identifier: 'n.exemple', mail: 'noe@example.org' },
  });
  expect(json.html).not.toMatch(/\$2b\$/);
  const pdf = await browser.open(`${gateway.url}/compte/donnees.pdf`);
  expect(pdf.html.slice(0, 5)).toBe('%PDF-');
  expect(pdf.html).toMatch(/\/Marked true/);
  expect(pdf.html).toMatch(/\/Lang \(fr\)/);
  for (const [asked, given] of [
    ['ar', 'fr'],
    ['tr', 'tr'],
  ] as const) {
    const { html } = await browser.open(`${gateway.url}/compte/donnees.pdf?lang=${asked}`);
    expect([asked, /\/Lang \((\w+)\)/.exec(html)?.[1]]).toEqual([asked, given]);
  }
});

test('in the PDF the changes of the account are in words; in the JSON they are data', async () => {
  const browser = await signedIn('n.exemple');
  const form = await browser.open(`${gateway.url}/compte/adresse-mail`);
  await browser.submit(form, { adresse: 'autre@example.org' }, 'main form');
  const cookie = `sid=${browser.cookie('sid')}`;
  const answer = await fetch(`${gateway.url}/compte/donnees.pdf?lang=fr`, { headers: { cookie } });
  const { pages } = await readPdf(new Uint8Array(await answer.arrayBuffer()));
  expect(pages.join(' ')).toContain('Adresse mail donnée, à confirmer');
  expect(pages.join(' ')).not.toMatch(/account\.[a-z]/);
  const json = await browser.open(`${gateway.url}/compte/donnees.json`);
  expect(JSON.parse(json.html)).toHaveProperty('acts.0.act', 'account.ask-mail');
});

test('a form without its token is refused on every address', async () => {
  const browser = await signedIn('n.exemple');
  const addresses = ['mot-de-passe', 'adresse-mail', 'adresse-mail/annuler', 'connexions/fermer', 'langue'];
  for (const address of [...addresses, 'adresse-mail/renvoyer', 'verification']) {
    const body = new URLSearchParams({ langue: 'en' });
    const answer = await browser.open(`${gateway.url}/compte/${address}`, { method: 'POST', body });
    expect([address, answer.status]).toEqual([address, 403]);
  }
  for (const address of ['identifiant-perdu', 'mot-de-passe-perdu', 'nouveau-mot-de-passe']) {
    const body = new URLSearchParams({ identifiant: 'x' });
    expect((await browser.open(`${gateway.url}/${address}`, { method: 'POST', body })).status).toBe(403);
  }
});
