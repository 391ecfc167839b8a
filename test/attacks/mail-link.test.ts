import { atInformation, pathOf, post, type Walk } from '../support/first-sign-in-walk.js';
import { linkOf, startLetterSite, type LetterSite } from '../support/letter-site.js';
import { SamlBrowser, type Page } from '../support/saml-browser.js';

const now = '2026-11-26T09:00:00Z';
let site: LetterSite;

beforeAll(async () => {
  site = await startLetterSite(now);
}, 60_000);
afterAll(() => site?.stop());
beforeEach(() => site.clock.set(now));

async function asked(address: string): Promise<{ walk: Walk; link: string }> {
  const walk = await atInformation(site);
  await post(walk, { mail: address });
  return { walk, link: linkOf((await site.mails(address, 1)).at(-1)) };
}
const open = (link: string): Promise<Page> => new SamlBrowser().open(link);

test('the link of an address may be refused by the parent, in a browser that knows nothing: the address goes', async () => {
  const { walk, link } = await asked('refuse@example.org');
  const browser = new SamlBrowser();
  const page = await browser.open(link);
  expect(page.$('main').text()).toContain('Noémie Exemple, élève (collège d’essai), a donné votre adresse');
  const done = await browser.submit(page, { choix: 'refuser' }, 'form.card');
  expect(pathOf(done)).toBe('/adresse-mail/refusee');
  const account = await site.account(walk.identifier);
  expect([account.state, account.mail, account.pendingMail]).toEqual(['ACTIF', undefined, undefined]);
  expect((await open(link)).$('h1').text()).toBe('Lien déjà utilisé');
});

test('the link of an address says what to do when it is past, replaced, unknown, or the password changed', async () => {
  const first = await asked('fautes@example.org');
  const account = await site.account(first.walk.identifier);
  const by = { name: account.id, role: 'person' } as const;
  await site.services.mailAddresses.askAgain(account.id, { by, language: 'fr' });
  const link = linkOf((await site.mails('fautes@example.org', 2)).find((one) => linkOf(one) !== first.link));
  const replaced = await open(first.link);
  expect([replaced.status, replaced.$('.lead').text()]).toEqual([
    410,
    expect.stringContaining('plus récent'),
  ]);
  site.clock.advance(72 * 3_600_000);
  expect((await open(link)).$('.lead').text()).toContain('que 3 jours');
  site.clock.set(now);
  expect((await open(link)).status).toBe(200);
  await site.services.storage.accounts.setPassword(account.id, 'another');
  expect((await open(link)).status).toBe(410);
  expect((await open(`${site.url}/adresse-mail/confirmer?jeton=abc`)).status).toBe(404);
  expect((await open(`${site.url}/adresse-mail/confirmer?jeton=a&jeton=b`)).status).toBe(404);
  expect((await site.account(first.walk.identifier)).mail).toBeUndefined();
});

test('the link of an address is not made more than five times a day', async () => {
  const { walk } = await asked('souvent@example.org');
  const { id } = await site.account(walk.identifier);
  const again = () =>
    site.services.mailAddresses.askAgain(id, { by: { name: id, role: 'person' }, language: 'fr' });
  for (let count = 0; count < 4; count += 1) await again();
  await expect(again()).rejects.toMatchObject({ code: 'too_many_links' });
});

test('the link of an address R06 leads to the configured host, whatever the request said', async () => {
  const { link } = await asked('hote@example.org');
  expect(link.startsWith(`${site.url}/adresse-mail/confirmer?jeton=`)).toBe(true);
});
