import {
  addFamily,
  askCode,
  codeSent,
  datesTyped,
  guardianPages as pages,
  post,
  type FamilyWishes,
  type GuardianWalk,
} from '../../support/guardian-walk.js';
import { startLetterSite, type LetterSite } from '../../support/letter-site.js';
import { SamlBrowser, type Page } from '../../support/saml-browser.js';

const now = '2026-11-26T09:00:00Z';
let site: LetterSite;
beforeAll(async () => {
  site = await startLetterSite(now, { RATE_LIMIT: 'off' });
}, 60_000);
afterAll(() => site?.stop());
beforeEach(() => site.clock.set(now));

const pathOf = (page: Page): string => new URL(page.url).pathname;
const main = (page: Page): string => page.$('main').text().replace(/\s+/g, ' ').trim();

/** A guardian like that, whose code was right. */
async function proved(wishes: FamilyWishes): Promise<GuardianWalk & { identifier: string }> {
  const { typed, mobile, guardian } = await addFamily(site.services, wishes);
  const walk = await askCode(site, { typed });
  const page = await post(walk, { code: await codeSent(site, mobile) });
  return { ...walk, page, identifier: guardian.identifier };
}

test('already active: the identifier, and the way to a new password, once the mobile is proved', async () => {
  const { page, identifier } = await proved({ state: 'ACTIF' });
  expect(pathOf(page)).toBe(pages.stopped);
  expect(main(page)).toMatch(new RegExp(`déjà un compte.*${identifier}`));
  expect(page.$('main a[href="/connexion?profil=responsable"]').length).toBeGreaterThan(0);
});

test('active by FranceConnect, without a password here: its button', async () => {
  const { page } = await proved({ state: 'ACTIF' });
  expect(main(page)).toMatch(/bouton FranceConnect/);
});

test.each<[string, FamilyWishes, RegExp]>([
  ['locked by the school', { state: 'VERROUILLE' }, /verrouillé par l’école.*adressez-vous à lui/],
  ['no child', { dates: [] }, /Aucun élève rattaché.*recommencez demain.*secrétariat/],
  ['children who left', { childState: 'SORTI' }, /Aucun élève rattaché/],
])('%s: what to do', async (_why, wishes, said) => {
  const walk = await proved(wishes);
  expect(pathOf(walk.page)).toBe(pages.stopped);
  expect(main(walk.page)).toMatch(said);
  for (const path of [pages.code, pages.children, pages.password, pages.mail, pages.sent])
    expect(pathOf(await walk.browser.open(site.url + path))).toBe(pages.stopped);
});

test('three wrong answers: closed for 24 hours in every browser, the school reads it, then open again', async () => {
  const family = await addFamily(site.services);
  const walk = await askCode(site, family);
  walk.page = await post(walk, { code: await codeSent(site, family.mobile) });
  const wrong = datesTyped(['2012-03-14', '2012-03-14']);
  walk.page = await post(walk, { ...wrong, jour1: '31', mois1: '2' });
  expect(walk.page.$('.field-error').text()).toMatch(/Enfant 1 : indiquez/);
  for (let count = 0; count < 2; count += 1) {
    walk.page = await post(walk, wrong);
    expect(walk.page.$('#dates-error').text()).toMatch(/ne sont pas toutes/);
  }
  walk.page = await post(walk, wrong);
  expect(main(walk.page)).toMatch(/fermée pendant 24 heures/);
  const other = await askCode(site, family);
  other.page = await post(other, { code: await codeSent(site, family.mobile, 2) });
  expect(pathOf(other.page)).toBe(pages.stopped);
  expect((await site.account(family.guardian.identifier)).state).toBe('NON_NOTIFIE');
  const filed = await site.services.storage.reports.ofSchool('9990001X', { most: 10 });
  expect(filed).toMatchObject([{ kind: 'self-registration-locked', guardianId: family.guardian.id }]);
  site.clock.advance(24 * 3_600_000);
  const later = await askCode(site, family);
  later.page = await post(later, { code: await codeSent(site, family.mobile, 3) });
  expect(pathOf(later.page)).toBe(pages.children);
});

test('ten children, twins among them: one page takes them all', async () => {
  const dates = Array.from(
    { length: 10 },
    (_, index) => `20${String(8 + (index >> 1)).padStart(2, '0')}-05-09`,
  );
  const family = await addFamily(site.services, { dates });
  const walk = await askCode(site, family);
  walk.page = await post(walk, { code: await codeSent(site, family.mobile) });
  expect(main(walk.page)).toContain('responsable légal de 10 élèves');
  walk.page = await post(walk, datesTyped([...dates].reverse()));
  expect(pathOf(walk.page)).toBe(pages.password);
});

test('an hour later: the first page again, which says that nothing is lost', async () => {
  const { typed } = await addFamily(site.services);
  const walk = await askCode(site, { typed });
  site.clock.advance(3_600_000);
  const page = await walk.browser.open(site.url + pages.code);
  expect(pathOf(page)).toBe(pages.start);
  expect(main(page)).toMatch(/plus d’une heure.*Recommencez avec le même numéro/);
});

test('from FranceConnect: a mobile and no name, no password, the address given opens the account', async () => {
  const { typed, mobile, dates, guardian } = await addFamily(site.services, { sn: 'Autre' });
  const linked: string[] = [];
  site.services.finishing.subjectLinks = {
    accountIdOf: async () => undefined,
    link: async ({ sub }, accountId) => linked.push(`${sub} ${accountId}`) > 0,
    unlink: async () => false,
    has: async () => false,
  };
  const identity = { issuer: 'fc', sub: 's1', familyName: 'DURAND', givenNames: 'Jeanne' };
  const { secret } = await site.services.guardianActivation.begin({
    ...{
      path: 'franceconnect',
      identity: { ...identity, mail: 'jeanne@example.org' },
      end: { retour: '/aide' },
    },
  });
  const browser = new SamlBrowser();
  browser.setCookie('inscription', secret);
  const walk = { browser, page: await browser.open(`${site.url}${pages.code}`) };
  expect(pathOf(walk.page)).toBe('/inscription/mobile');
  expect(walk.page.$('[name=nom]').length).toBe(0);
  walk.page = await post(walk, { mobile: '01 44 55 66 77' });
  expect(walk.page.$('#mobile-error').text()).toMatch(/pas celui d’un mobile/);
  walk.page = await post(walk, { mobile: typed });
  walk.page = await post(walk, { code: await codeSent(site, mobile) });
  walk.page = await post(walk, datesTyped(dates));
  expect([pathOf(walk.page), walk.page.$('#mail').attr('value')]).toEqual([pages.mail, 'jeanne@example.org']);
  walk.page = await post(walk, { mail: 'jeanne@example.org' });
  expect(pathOf(walk.page)).toBe('/aide');
  expect(await site.account(guardian.identifier)).toMatchObject({
    ...{ state: 'ACTIF', mail: 'jeanne@example.org', activatedBy: 'franceconnect' },
  });
  expect(linked).toEqual([`s1 ${guardian.id}`]);
  expect(main(await browser.open(`${site.url}/`))).toMatch(/Bonjour Solène/);
  const filed = await site.services.storage.reports.ofSchool('9990001X', { most: 10 });
  expect(filed).toContainEqual(
    expect.objectContaining({ kind: 'identity-mismatch', guardianId: guardian.id }),
  );
});
