import { startOperatorSite, type OperatorSite } from '../support/operator-site.js';
import { SamlBrowser } from '../support/saml-browser.js';

let site: OperatorSite;
beforeAll(async () => {
  site = await startOperatorSite();
}, 60_000);
afterAll(() => site.stop());

const link = async () => `${site.url}/operateur/entrer?jeton=${(await site.access.makeLink('op')).token}`;
const enter = 'form[action="/operateur/entrer"]';

test('a link opened by previewers is not used up, and is used by one of two who come at once', async () => {
  const address = await link();
  for (let count = 0; count < 3; count += 1) await new SamlBrowser().open(address);
  const [one, other] = [new SamlBrowser(), new SamlBrowser()];
  const pages = await Promise.all([one.open(address), other.open(address)]);
  const entered = await Promise.all([one.submit(pages[0], {}, enter), other.submit(pages[1], {}, enter)]);
  expect(entered.map(({ status }) => status).sort()).toEqual([200, 410]);
  expect((await new SamlBrowser().open(address)).$('h1').text()).toBe('Lien déjà utilisé');
});

test('a link of 15 minutes ago, one that was guessed, one cut short, and one made void', async () => {
  const old = await link();
  site.clock.advance(15 * 60_000);
  expect((await new SamlBrowser().open(old)).$('h1').text()).toBe('Lien expiré');
  for (const token of ['A'.repeat(43), 'A', '', '%00', `${'A'.repeat(43)}&jeton=b`]) {
    const page = await new SamlBrowser().open(`${site.url}/operateur/entrer?jeton=${token}`);
    expect([token, page.$('h1').text(), page.status]).toEqual([token, 'Lien non reconnu', 404]);
  }
  const waits = await link();
  await site.access.endAll({ name: 'op', role: 'operator' });
  expect((await new SamlBrowser().open(waits)).$('h1').text()).toBe('Lien non reconnu');
});

test('the token leaves the address at once; the cookie is Strict, HttpOnly and of the session only', async () => {
  const first = await fetch(await link(), { redirect: 'manual' });
  expect([first.status, first.headers.get('location')]).toEqual([303, '/operateur/entrer']);
  const browser = new SamlBrowser();
  const page = await browser.open(await link());
  const form = new URLSearchParams();
  page.$(`${enter} input`).each((_, input) => {
    form.set(page.$(input).attr('name') ?? '', page.$(input).attr('value') ?? '');
  });
  const cookie = `browser=${browser.cookie('browser')}`;
  const answer = await fetch(page.url, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { cookie },
  });
  const [set] = answer.headers.getSetCookie().filter((line) => line.startsWith('operateur='));
  expect(set).toMatch(/^operateur=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
});

test('a session ends after an hour, when it is left, and when all are ended', async () => {
  const [one, other, third] = [await site.enter(), await site.enter(), await site.enter()];
  const statuses = () =>
    Promise.all([one, other, third].map(async (each) => (await each.open('/operateur/imports')).status));
  expect(await statuses()).toEqual([200, 200, 200]);
  await one.browser.submit(await one.open('/operateur'), {}, 'form[action="/operateur/quitter"]');
  expect(await statuses()).toEqual([403, 200, 200]);
  expect(await site.access.endAll({ name: 'op', role: 'operator' })).toBeGreaterThanOrEqual(2);
  expect(await statuses()).toEqual([403, 403, 403]);
  const fourth = await site.enter();
  site.clock.advance(60 * 60_000);
  expect((await fourth.open('/operateur/imports')).status).toBe(403);
});

test('nobody, a made-up cookie, and a person who is signed in are no operators; neither page tells anything', async () => {
  const person = new SamlBrowser();
  const { sessions } = site.services.storage;
  const addresses = ['/operateur', '/operateur/import', '/operateur/imports', '/operateur/nowhere'];
  for (const cookie of ['', 'A'.repeat(43), '../..', '[object Object]']) {
    const browser = new SamlBrowser();
    if (cookie !== '') browser.setCookie('operateur', cookie);
    for (const path of addresses) {
      const page = await browser.open(site.url + path);
      expect([page.status, page.$('h1').text()]).toEqual([403, 'Pages réservées aux opérateurs']);
    }
  }
  await sessions.add('0'.repeat(64), {
    user: { subject: { accountId: '1' } } as never,
    expiresAt: new Date(site.clock.now().getTime() + 60_000),
  });
  person.setCookie('operateur', '0'.repeat(64));
  expect((await person.open(`${site.url}/operateur/import`)).status).toBe(403);
});

test('OPERATOR_PAGES=off: there is nothing at all', async () => {
  const closed = await startOperatorSite({ OPERATOR_PAGES: 'off' });
  try {
    for (const path of ['/operateur', '/operateur/entrer', '/operateur/import'])
      expect((await new SamlBrowser().open(closed.url + path)).status).toBe(404);
  } finally {
    await closed.stop();
  }
}, 60_000);
