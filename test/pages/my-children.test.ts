import { chosen, pathOf, signIn } from '../support/first-sign-in-walk.js';
import { addFamily, type Family } from '../support/family-walk.js';
import { startLetterSite, type LetterSite } from '../support/letter-site.js';
import { postedResponse, SamlBrowser } from '../support/saml-browser.js';

let site: LetterSite;
beforeAll(async () => {
  site = await startLetterSite('2026-11-26T09:00:00Z');
}, 60_000);
afterAll(() => site?.stop());

async function entered(family: Family): Promise<SamlBrowser> {
  const browser = new SamlBrowser();
  await signIn(browser, { identifier: family.identifier, secret: chosen }, `${site.url}/connexion`);
  return browser;
}
/** FrEduVecteur, as the portal receives it now. */
async function vectors(browser: SamlBrowser): Promise<string[]> {
  const { xml } = postedResponse(await browser.open(site.fromPortal()));
  return [...xml.matchAll(/>(\d\|[^<]*)</g)].map(([, value]) => value ?? '');
}

test('the services page and « Mon compte » show the children with class and school, of two academies', async () => {
  const browser = await entered(await addFamily(site, { active: true }));
  for (const path of ['/', '/compte', '/compte/enfants']) {
    const text = (await browser.open(site.url + path)).$('main').text().replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/Enfant1 D’Angélo ?collège d’essai · classe 3A/);
    expect(text).toMatch(/Enfant2 D’Angélo ?école des Pins · classe CM2/);
  }
});

test('« ce n’est pas mon enfant »: hidden, told to the school, no longer given to portals; and taken back', async () => {
  const family = await addFamily(site, { active: true });
  const [first, second] = family.children;
  const [browser, elsewhere] = [await entered(family), await entered(family)];
  expect(await vectors(browser)).toEqual(['2|D’Angélo|Zoë|5001|9990001X', '1|D’Angélo|Zoë|5002|9990002Y']);
  const page = await browser.open(`${site.url}/compte/enfants`);
  const form = `form[action$=signaler]:has([value="${second!.id}"])`;
  const hidden = await browser.submit(page, {}, form);
  expect(hidden.$('[role=status]').text()).toContain('transmis');
  expect(hidden.$('h2[id^=eleve-]')).toHaveLength(1);
  expect(hidden.$('#hidden-title').parent().text()).toContain('Enfant2');
  expect((await browser.open(site.url)).$('main').text()).not.toContain('Enfant2');
  expect(await vectors(browser)).toEqual(['2|D’Angélo|Zoë|5001|9990001X']);
  expect(pathOf(await elsewhere.open(site.url))).toBe('/connexion');
  const account = await family.stored();
  expect(account.person.childIds).toEqual([first!.id, second!.id]);
  const reports = await site.services.storage.reports.ofSchool('9990002Y', { most: 10 });
  expect(reports).toMatchObject([{ kind: 'wrong-link', guardianId: account.id, childId: second!.id }]);
  await browser.submit(page, {}, form);
  const acts = await site.services.storage.audit.list({ accountId: account.id, most: 20 });
  expect(acts.filter(({ act }) => act === 'account.report-child')).toHaveLength(1);
  const again = await browser.submit(
    await browser.open(`${site.url}/compte/enfants`),
    {},
    'form[action$=reprendre]',
  );
  expect(again.$('h2[id^=eleve-]')).toHaveLength(2);
  expect(await vectors(browser)).toHaveLength(2);
});

test('nobody reports a child of somebody else, or one that is not there', async () => {
  const [family, stranger] = [await addFamily(site, { active: true }), await addFamily(site)];
  const browser = await entered(family);
  const page = await browser.open(`${site.url}/compte/enfants`);
  for (const eleve of [stranger.children[0]!.id, 'nobody', '']) {
    const answer = await browser.submit(page, { eleve }, 'form[action$=signaler]');
    expect([pathOf(answer), answer.$('[role=status]')]).toMatchObject(['/compte/enfants', { length: 0 }]);
  }
  expect((await family.stored()).hiddenChildIds).toBeUndefined();
  const taken = await browser.submit(page, { eleve: family.children[0]!.id }, 'form[action$=signaler]');
  await browser.submit(taken, { eleve: 'nobody' }, 'form[action$=reprendre]');
  expect((await family.stored()).hiddenChildIds).toEqual([family.children[0]!.id]);
});

test('a guardian without any child reads what to do; a child who left all schools is not shown', async () => {
  const alone = await entered(await addFamily(site, { active: true, children: 0 }));
  expect((await alone.open(`${site.url}/compte/enfants`)).$('main').text()).toContain('Aucun élève');
  expect((await alone.open(site.url)).$('main').text()).toContain('Aucun élève');
  const family = await addFamily(site, { active: true });
  await site.services.storage.accounts.apply(family.children[0]!, { state: 'SORTI' });
  const browser = await entered(family);
  expect((await browser.open(`${site.url}/compte/enfants`)).$('h2[id^=eleve-]')).toHaveLength(1);
});
