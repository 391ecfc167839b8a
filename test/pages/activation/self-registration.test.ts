import {
  addFamily,
  askCode,
  atPassword,
  chosen,
  codeSent,
  datesTyped,
  guardianPages as pages,
  post,
} from '../../support/guardian-walk.js';
import { linkOf, startLetterSite, type LetterSite } from '../../support/letter-site.js';
import { SamlBrowser, type Page } from '../../support/saml-browser.js';

const now = '2026-11-26T09:00:00Z';
let site: LetterSite;
beforeAll(async () => {
  site = await startLetterSite(now, { RATE_LIMIT: 'off' });
}, 60_000);
afterAll(() => site?.stop());

const pathOf = (page: Page): string => new URL(page.url).pathname;
const main = (page: Page): string => page.$('main').text().replace(/\s+/g, ' ').trim();

test('number -> code -> birth dates -> password -> address -> link: an active account that the password opens', async () => {
  const family = await addFamily(site.services);
  const { identifier } = family.guardian;
  const walk = await askCode(site, family);
  expect(pathOf(walk.page)).toBe(pages.code);
  expect(main(walk.page)).toContain(`finit par ${family.mobile.slice(-2)} est connu`);
  expect(walk.page.html).not.toContain(family.mobile.slice(3));
  walk.page = await post(walk, { code: await codeSent(site, family.mobile) });
  expect(pathOf(walk.page)).toBe(pages.children);
  expect(main(walk.page)).toContain('responsable légal de 2 élèves');
  expect(main(walk.page)).not.toMatch(/Enfant0|Enfant1|Exemple/);
  walk.page = await post(walk, datesTyped([...family.dates].reverse()));
  expect(pathOf(walk.page)).toBe(pages.password);
  expect(main(walk.page)).toContain(`Votre identifiant : ${identifier}`);
  walk.page = await post(walk, { nouveau: chosen, encore: chosen });
  expect(pathOf(walk.page)).toBe(pages.mail);
  expect((await site.account(identifier)).state).toBe('NON_NOTIFIE');
  walk.page = await post(walk, { mail: 'solene@example.org' });
  expect(pathOf(walk.page)).toBe(pages.sent);
  expect(main(walk.page)).toContain('solene@example.org');
  expect(main(walk.page)).toContain(identifier);
  const account = await site.account(identifier);
  expect(account).toMatchObject({ state: 'EN_ATTENTE_MAIL', activatedBy: 'self-registration' });
  expect(account.mail).toBeUndefined();
  const link = linkOf((await site.mails('solene@example.org', 1))[0]);
  await walk.browser.submit(await walk.browser.open(link), { choix: 'confirmer' }, 'main form');
  expect(await site.account(identifier)).toMatchObject({
    ...{ state: 'ACTIF', mail: 'solene@example.org', activatedBy: 'self-registration' },
  });
  expect(main(await walk.browser.open(`${site.url}${pages.sent}`))).toContain('Votre compte est actif');
  const browser = new SamlBrowser();
  const form = { j_username: identifier, j_password: chosen };
  const signedIn = await browser.submit(await browser.open(`${site.url}/connexion?profil=responsable`), form);
  expect(main(signedIn)).toMatch(/Bonjour Solène/);
});

test('a journey broken off is begun again with the same number, also once the mail is waited for', async () => {
  const family = await addFamily(site.services);
  const first = await atPassword(site, family);
  first.page = await post(first, { nouveau: chosen, encore: chosen });
  const other = await askCode(site, family);
  other.page = await post(other, { code: await codeSent(site, family.mobile, 2) });
  other.page = await post(other, datesTyped(family.dates));
  other.page = await post(other, { nouveau: `${chosen}!`, encore: `${chosen}!` });
  other.page = await post(other, { mail: 'fautive@example.org' });
  expect((await site.account(family.guardian.identifier)).state).toBe('EN_ATTENTE_MAIL');
  other.page = await other.browser.submit(other.page, {}, 'form[action="/inscription/mail-envoye"]');
  expect(pathOf(other.page)).toBe(pages.mail);
  other.page = await post(other, { mail: 'juste@example.org' });
  expect((await site.account(family.guardian.identifier)).pendingMail?.address).toBe('juste@example.org');
  expect(pathOf(await new SamlBrowser().open(`${site.url}${pages.mail}`))).toBe(pages.start);
});
