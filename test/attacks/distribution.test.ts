import { changeState } from '../../src/accounts/change-state.js';
import { chosen, codeOf, pathOf, post, signIn } from '../support/first-sign-in-walk.js';
import {
  addFamily,
  beginGuardian,
  confirmMail,
  guardianPages as pages,
  notify,
  tick,
  twice,
  walkToWait,
} from '../support/family-walk.js';
import { provisional, startLetterSite, type LetterSite } from '../support/letter-site.js';
import { postedResponse, SamlBrowser } from '../support/saml-browser.js';

const now = '2026-11-26T09:00:00Z';
let site: LetterSite;

beforeAll(async () => {
  site = await startLetterSite(now);
}, 60_000);
afterAll(() => site?.stop());
beforeEach(() => site.clock.set(now));

const reportsAt = (uai: string) => site.services.storage.reports.ofSchool(uai, { most: 100 });
const values = (xml: string, name: string): string[] =>
  [
    ...xml.matchAll(
      new RegExp(
        `FriendlyName="${name}"[^>]*>(.*?)</saml:Attribute>|Name="${name}"[^>]*>(.*?)</saml:Attribute>`,
        'g',
      ),
    ),
  ]
    .flatMap(([, one, other]) => [...(one ?? other ?? '').matchAll(/<saml:AttributeValue[^>]*>([^<]*)</g)])
    .map(([, value]) => value ?? '');

test('from the letter to the portal that asked: address, children, password, mail, and a value for each child', async () => {
  const family = await addFamily(site, { children: 3 });
  const address = `${family.identifier}@familles.example.org`;
  const walk = await beginGuardian(site, family, site.fromPortal());
  expect([walk.page.status, pathOf(walk.page)]).toEqual([200, pages.mail]);
  walk.page = await post(walk, { adresse: address });
  expect(pathOf(walk.page)).toBe(pages.children);
  const lines = walk.page
    .$('ul.records li')
    .map((_, item) => walk.page.$(item).text())
    .get();
  expect(lines[0]).toMatch(/Enfant1 D’Angélo\s*collège d’essai · classe 3A/);
  expect(lines[1]).toMatch(/Enfant2 D’Angélo\s*école des Pins · classe CM2/);
  const [, second] = family.children;
  walk.page = await tick(walk, [second!]);
  expect(pathOf(walk.page)).toBe(pages.password);
  expect(await family.stored()).toMatchObject({ state: 'NOTIFIE' });
  expect((await reportsAt('9990002Y')).filter(({ childId }) => childId === second!.id)).toEqual([]);
  walk.page = await post(walk, twice);
  expect([walk.page.status, pathOf(walk.page)]).toEqual([200, pages.wait]);
  const account = await family.stored();
  expect(account).toMatchObject({ state: 'EN_ATTENTE_MAIL', hiddenChildIds: [second!.id] });
  expect(account.person.childIds).toContain(second!.id);
  expect((await reportsAt('9990002Y')).filter(({ childId }) => childId === second!.id)).toMatchObject([
    { kind: 'wrong-link', guardianId: account.id, uais: ['9990002Y'] },
  ]);
  const active = await confirmMail(site, walk.browser, address);
  expect(active.$('h1').text()).toBe('Votre compte est activé');
  expect(await family.stored()).toMatchObject({ state: 'ACTIF', activatedBy: 'distribution', mail: address });
  const signInPage = await walk.browser.open(new URL(active.$('main a').attr('href') ?? '', site.url).href);
  const answer = await walk.browser.submit(signInPage, { j_username: family.identifier, j_password: chosen });
  const { acsUrl, relayState, xml } = postedResponse(answer);
  expect([acsUrl, relayState]).toEqual([site.acs, 'where-i-was']);
  expect(values(xml, 'FrEduVecteur')).toEqual(['2|D’Angélo|Zoë|5001|9990001X']);
  expect(values(xml, 'FrEduCtPersonAffiliation')).toEqual(['resp2d']);
});

test('a person who leaves in between comes back with the same letter, to the first page', async () => {
  const family = await addFamily(site);
  const walk = await beginGuardian(site, family);
  walk.page = await post(walk, { adresse: 'parti@familles.example.org' });
  expect(pathOf(await walk.browser.open(`${site.url}/premiere-connexion`))).toBe(pages.children);
  expect(pathOf(await walk.browser.open(site.url + pages.password))).toBe(pages.children);
  site.clock.advance(3_600_000);
  expect(codeOf(await tick(walk, []))).toBe('journey_expired');
  const again = await beginGuardian(site, family);
  expect(pathOf(again.page)).toBe(pages.mail);
  expect(pathOf(await walkToWait(again, 'revenu@familles.example.org'))).toBe(pages.wait);
});

test('an address that is none, or missing: the form says so, by its field', async () => {
  const walk = await beginGuardian(site, await addFamily(site));
  for (const [adresse, fault] of [
    ['', 'Saisissez une adresse'],
    ['nom@', 'n’est pas correcte'],
  ] as const) {
    walk.page = await post(walk, { adresse });
    expect([walk.page.status, walk.page.$('#adresse-error').text()]).toEqual([
      400,
      expect.stringContaining(fault),
    ]);
  }
});

test('all children ticked: asked again, then the schools are told, and the account is not activated', async () => {
  const family = await addFamily(site);
  const walk = await beginGuardian(site, family);
  walk.page = await post(walk, { adresse: 'pas-moi@familles.example.org' });
  walk.page = await tick(walk, family.children);
  expect([walk.page.status, walk.page.$('.error-summary').text()]).toEqual([
    400,
    expect.stringContaining('tous les élèves'),
  ]);
  expect(walk.page.$('input[type=checkbox][checked]')).toHaveLength(2);
  const ids = family.children.map(({ id }) => id);
  const mine = async () =>
    [...(await reportsAt('9990001X')), ...(await reportsAt('9990002Y'))].filter(({ childId = '' }) =>
      ids.includes(childId),
    );
  expect(await mine()).toEqual([]);
  walk.page = await tick(walk, family.children, { aucun: '1' });
  expect(walk.page.$('h1').text()).toContain('prévenu');
  expect(await mine()).toHaveLength(2);
  expect(await family.stored()).toMatchObject({ state: 'NOTIFIE' });
  expect((await family.stored()).hiddenChildIds).toBeUndefined();
  expect(pathOf(await walk.browser.open(site.url + pages.children))).toBe('/connexion');
});

test('a letter past its day, another one made meanwhile, an account locked meanwhile: nothing is activated', async () => {
  const expired = await addFamily(site);
  await site.services.storage.accounts.apply(await expired.stored(), { expiresAt: site.clock.now() });
  const { page } = await beginGuardian(site, expired);
  expect(page.$('.error-summary').text()).toContain('Demandez un nouveau courrier');
  const renewed = await addFamily(site);
  const walk = await beginGuardian(site, renewed);
  walk.page = await post(walk, { adresse: 'nouveau@familles.example.org' });
  walk.page = await tick(walk, []);
  await notify(site, await renewed.stored());
  expect(codeOf(await post(walk, twice))).toBe('journey_expired');
  expect((await renewed.stored()).state).toBe('NOTIFIE');
  const locked = await addFamily(site);
  const other = await beginGuardian(site, locked);
  const by = { name: 'op', role: 'operator' } as const;
  await changeState(await locked.stored(), 'lock', { by }, site.services.stateTools);
  expect(codeOf(await post(other, { adresse: 'x@familles.example.org' }))).toBe('account_locked');
});

test('the last form eight times at once: one password, one mail, one report for each child', async () => {
  const family = await addFamily(site);
  const address = `huit.${family.identifier}@familles.example.org`;
  const walk = await beginGuardian(site, family);
  walk.page = await post(walk, { adresse: address });
  walk.page = await tick(walk, [family.children[0]!]);
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(walk, twice)));
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(answers.map(pathOf)).toContain(pages.wait);
  const account = await family.stored();
  expect(account.state).toBe('EN_ATTENTE_MAIL');
  const acts = await site.services.storage.audit.list({ accountId: account.id, most: 50 });
  expect(acts.filter(({ act, result }) => act === 'account.await-mail' && result === 'done')).toHaveLength(1);
  expect((await reportsAt('9990001X')).filter(({ guardianId }) => guardianId === account.id)).toHaveLength(1);
  await confirmMail(site, walk.browser, address);
  expect(await site.mails(address)).toHaveLength(1);
  const entered = await signIn(
    new SamlBrowser(),
    { identifier: family.identifier, secret: chosen },
    `${site.url}/connexion`,
  );
  expect(pathOf(entered)).toBe('/');
});

test('no session before the end, no form from another site, no child of somebody else hidden', async () => {
  const [family, stranger] = [await addFamily(site), await addFamily(site)];
  const walk = await beginGuardian(site, family);
  expect(pathOf(await walk.browser.open(`${site.url}/compte`))).toBe('/connexion');
  const forged = await walk.browser.open(site.url + pages.mail, {
    method: 'POST',
    body: new URLSearchParams({ adresse: 'evil@example.org' }),
  });
  expect([forged.status, codeOf(forged)]).toEqual([403, 'form_expired']);
  await walkToWait(walk, `seul.${family.identifier}@example.org`, [stranger.children[0]!]);
  expect((await family.stored()).hiddenChildIds).toEqual([]);
  expect((await reportsAt('9990001X')).filter(({ childId }) => childId === stranger.children[0]!.id)).toEqual(
    [],
  );
});

test('a child reported before stands ticked on the next letter, and is not reported twice', async () => {
  const family = await addFamily(site);
  const first = family.children[0]!;
  await site.services.storage.accounts.apply(await family.stored(), { hiddenChildIds: [first.id] });
  const walk = await beginGuardian(site, family);
  walk.page = await post(walk, { adresse: `deja.${family.identifier}@example.org` });
  expect(walk.page.$('input[type=checkbox][checked]').attr('name')).toBe(`pas-${first.id}`);
  walk.page = await tick(walk, [first]);
  await post(walk, twice);
  expect((await family.stored()).hiddenChildIds).toEqual([first.id]);
  expect((await reportsAt('9990001X')).filter(({ childId }) => childId === first.id)).toEqual([]);
});

test('without any way to send mail the first page says that nothing was changed, and the last one too', async () => {
  const family = await addFamily(site);
  const { messages } = site.services.messaging;
  const { canSend } = messages;
  messages.canSend = () => false;
  try {
    const walk = await beginGuardian(site, family);
    walk.page = await post(walk, { adresse: 'x@familles.example.org' });
    expect([walk.page.status, walk.page.$('#adresse-error').text()]).toEqual([
      503,
      expect.stringContaining('Rien n’a été changé'),
    ]);
    expect((await family.stored()).state).toBe('NOTIFIE');
    messages.canSend = canSend;
    await walkToWait(walk, `muet.${family.identifier}@example.org`);
    messages.canSend = () => false;
    const wait = await walk.browser.open(site.url + pages.wait);
    const refused = await walk.browser.submit(wait, {}, 'form[action$=renvoyer]');
    expect(refused.$('#adresse-error').text()).toContain('aucun mail ne peut être envoyé');
  } finally {
    messages.canSend = canSend;
  }
});

test('who knows the provisional password under the profile of a pupil is told the other profile', async () => {
  const family = await addFamily(site);
  const browser = new SamlBrowser();
  const page = await browser.open(`${site.url}/connexion?profil=eleve`);
  const told = await browser.submit(page, {
    j_username: family.identifier,
    j_password: provisional,
    profil: 'eleve',
  });
  expect(told.$('.error-summary').text()).toContain('compte Responsable');
});
