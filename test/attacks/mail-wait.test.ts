import { changeState } from '../../src/accounts/change-state.js';
import type { Account } from '../../src/accounts/ports.js';
import { codeOf, pathOf, signIn } from '../support/first-sign-in-walk.js';
import { linkOf, startLetterSite, type LetterSite } from '../support/letter-site.js';
import { postedResponse, SamlBrowser, type Page } from '../support/saml-browser.js';

const now = '2026-11-26T09:00:00Z';
const waitPath = '/premiere-connexion/responsable/confirmation';
const password = 'Quatre-Girafes-8-lunes';
const waitForm = 'form.card';
let site: LetterSite;

beforeAll(async () => {
  site = await startLetterSite(now);
}, 60_000);
afterAll(() => site?.stop());
beforeEach(() => site.clock.set(now));

let made = 0;
/** A guardian whose account waits for `mail`, which got a link when `asked`. */
async function waiting(given: { asked?: boolean } = {}) {
  const identifier = `g.attente${(made += 1)}`;
  const mail = `${identifier}@familles.example.org`;
  const account = await site.notified(identifier, undefined, 'guardian');
  const by = { name: account.id, role: 'person' } as const;
  const pendingMail = { address: mail, owner: 'own', askedAt: site.clock.now() } as const;
  const passwordHash = await site.services.hasher.hash(password);
  const facts = { by, passwordHash, pendingMail, activatedBy: 'distribution' } as const;
  await changeState(account, 'await-mail', facts, site.services.stateTools);
  if (given.asked !== false) await site.services.mailAddresses.askAgain(account.id, { by, language: 'fr' });
  return { identifier, mail, stored: (): Promise<Account> => site.account(identifier) };
}
const enter = (browser: SamlBrowser, identifier: string, from = `${site.url}/connexion`): Promise<Page> =>
  signIn(browser, { identifier, secret: password }, from);
async function confirm(browser: SamlBrowser, link: string): Promise<Page> {
  return browser.submit(await browser.open(link), {}, 'form.card');
}

test('the link of the mail makes the account active, and leads on to the portal that asked', async () => {
  const { identifier, mail, stored } = await waiting();
  const browser = new SamlBrowser();
  const page = await enter(browser, identifier, site.fromPortal());
  expect(pathOf(page)).toBe(waitPath);
  expect(page.$('.address').text()).toBe('g…@f….org');
  expect(page.html).not.toContain(mail);
  expect(await stored()).toMatchObject({ state: 'EN_ATTENTE_MAIL', activatedBy: 'distribution' });
  expect((await stored()).activatedAt).toBeUndefined();
  const link = linkOf((await site.mails(mail, 1))[0]);
  const active = await confirm(browser, link);
  expect([active.status, active.$('h1').text()]).toEqual([200, 'Votre compte est activé']);
  const account = await stored();
  expect(account).toMatchObject({ state: 'ACTIF', mail, mailOwner: 'own', activatedAt: site.clock.now() });
  expect([account.pendingMail, account.activatedBy]).toEqual([undefined, 'distribution']);
  const again = await browser.open(new URL(active.$('main a').attr('href') ?? '', site.url).href);
  const answer = await browser.submit(again, { j_username: identifier, j_password: password });
  expect(postedResponse(answer).acsUrl).toBe(site.acs);
});

test('the link used in another browser leads to the plain sign-in page, and the page that waited too', async () => {
  const { identifier, mail } = await waiting();
  const browser = new SamlBrowser();
  await enter(browser, identifier);
  const active = await confirm(new SamlBrowser(), linkOf((await site.mails(mail, 1))[0]));
  expect(active.$('main a').attr('href')).toBe('/connexion?profil=responsable');
  expect((await browser.open(site.url + waitPath)).url).toBe(`${site.url}/connexion?profil=responsable`);
});

test('eight clicks at once are one activation and one line of the trail; each is told that it is done', async () => {
  const { mail, stored } = await waiting();
  const browser = new SamlBrowser();
  const page = await browser.open(linkOf((await site.mails(mail, 1))[0]));
  const answers = await Promise.all(Array.from({ length: 8 }, () => browser.submit(page, {}, 'form.card')));
  const told = answers.map((answer) => answer.$('h1').text());
  expect(told.filter((one) => one === 'Votre compte est activé').length).toBeGreaterThan(0);
  expect(told.filter((one) => !/activé|déjà utilisé/.test(one))).toEqual([]);
  const acts = await site.services.storage.audit.list({ accountId: (await stored()).id, most: 50 });
  expect(acts.filter(({ act }) => act === 'account.confirm-mail')).toHaveLength(1);
});

test('a click broken off after the account was written has lost nothing', async () => {
  const { mail, stored } = await waiting();
  const link = linkOf((await site.mails(mail, 1))[0]);
  const { links } = site.services.storage;
  const { use } = links;
  links.use = () => Promise.reject(new Error('the store went away'));
  expect((await confirm(new SamlBrowser(), link)).status).toBe(500);
  links.use = use;
  expect((await stored()).state).toBe('ACTIF');
  expect((await new SamlBrowser().open(link)).$('h1').text()).toBe('Lien remplacé');
});

test('who received the mail may refuse it: the account waits on, for another address', async () => {
  const { identifier, mail, stored } = await waiting();
  const stranger = new SamlBrowser();
  const link = linkOf((await site.mails(mail, 1))[0]);
  await stranger.submit(await stranger.open(link), { choix: 'refuser' }, 'form.card');
  expect(await stored()).toMatchObject({ state: 'EN_ATTENTE_MAIL' });
  expect((await stored()).pendingMail).toBeUndefined();
  const browser = new SamlBrowser();
  const page = await enter(browser, identifier);
  expect(page.$('.lead').text()).toContain('Donnez-en une');
  const other = `autre.${mail}`;
  const sent = await browser.submit(page, { adresse: other }, waitForm);
  expect(sent.$('[role=status]').text()).toContain('vient d’être envoyé');
  expect((await confirm(browser, linkOf((await site.mails(other, 1))[0]))).$('h1').text()).toContain(
    'activé',
  );
  expect((await stored()).mail).toBe(other);
});

test('the mail again, another address: five mails a day, each making the former link void', async () => {
  const { identifier, mail } = await waiting();
  const browser = new SamlBrowser();
  let page = await enter(browser, identifier);
  const first = linkOf((await site.mails(mail, 1))[0]);
  page = await browser.submit(page, {}, 'form[action$=renvoyer]');
  expect((await new SamlBrowser().open(first)).status).toBe(410);
  page = await browser.submit(page, { adresse: 'pas une adresse' }, waitForm);
  expect([page.status, page.$('#adresse-error').text()]).toEqual([
    400,
    expect.stringContaining('n’est pas correcte'),
  ]);
  for (let count = 0; count < 3; count += 1) page = await browser.submit(page, {}, 'form[action$=renvoyer]');
  page = await browser.submit(page, { adresse: 'x@example.org' }, waitForm);
  expect([page.status, page.$('.error-summary li').text()]).toEqual([
    429,
    expect.stringContaining('Trop de mails'),
  ]);
});

test('a link past its 72 hours: the page says so, and sends another', async () => {
  const { identifier, mail, stored } = await waiting();
  const first = linkOf((await site.mails(mail, 1))[0]);
  site.clock.advance(72 * 3_600_000);
  expect((await new SamlBrowser().open(first)).$('.lead').text()).toContain('que 3 jours');
  const browser = new SamlBrowser();
  const page = await enter(browser, identifier);
  expect(page.$('.warning').text()).toContain('n’est plus valable');
  await browser.submit(page, {}, 'form[action$=renvoyer]');
  const link = linkOf((await site.mails(mail, 2)).find((one) => linkOf(one) !== first));
  await confirm(browser, link);
  expect((await stored()).state).toBe('ACTIF');
});

test('nobody gets to that page without the password, nor posts to it from another site or after a new letter', async () => {
  const { identifier, stored } = await waiting();
  const nobody = new SamlBrowser();
  expect(pathOf(await nobody.open(site.url + waitPath))).toBe('/connexion');
  const wrong = await signIn(nobody, { identifier, secret: 'wrong' }, `${site.url}/connexion`);
  expect(wrong.$('.error-summary').text()).toContain('L’identifiant ou le mot de passe est incorrect');
  const asPupil = await nobody.submit(await nobody.open(`${site.url}/connexion?profil=eleve`), {
    ...{ j_username: identifier, j_password: password, profil: 'eleve' },
  });
  expect(asPupil.$('.error-summary').text()).toContain('compte Responsable');
  const browser = new SamlBrowser();
  const page = await enter(browser, identifier);
  const forged = await browser.open(site.url + waitPath, {
    method: 'POST',
    body: new URLSearchParams({ adresse: 'evil@example.org' }),
  });
  expect([forged.status, codeOf(forged)]).toEqual([403, 'form_expired']);
  expect(pathOf(await browser.open(`${site.url}/`))).toBe('/connexion');
  const passwordHash = await site.services.hasher.hash('NEWLETTER234');
  const facts = {
    by: { name: 'op', role: 'operator' },
    passwordHash,
    expiresAt: new Date('2027-01-01'),
    confirmed: true,
  } as const;
  await changeState(await stored(), 'notify', facts, site.services.stateTools);
  expect(codeOf(await browser.submit(page, { adresse: 'x@example.org' }, waitForm))).toBe('journey_expired');
});
