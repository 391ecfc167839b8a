import { changeState } from '../../src/accounts/change-state.js';
import type { Account } from '../../src/accounts/ports.js';
import { chosen, codeOf, pathOf, signIn } from '../support/first-sign-in-walk.js';
import { addFamily, type Family } from '../support/family-walk.js';
import { provisional, startLetterSite, type LetterSite } from '../support/letter-site.js';
import { SamlBrowser, type Page } from '../support/saml-browser.js';

const now = '2026-11-26T09:00:00Z';
const path = '/compte/enfants/ajouter';
let site: LetterSite;

beforeAll(async () => {
  site = await startLetterSite(now);
}, 60_000);
afterAll(() => site?.stop());
beforeEach(() => site.clock.set(now));

/** Signed in to the account that is to stay. */
async function entered(family: Family): Promise<SamlBrowser> {
  const browser = new SamlBrowser();
  const page = await signIn(
    browser,
    { identifier: family.identifier, secret: chosen },
    `${site.url}/connexion`,
  );
  expect(pathOf(page)).toBe('/');
  return browser;
}
async function give(browser: SamlBrowser, identifiant: string, password: string): Promise<Page> {
  const page = await browser.open(site.url + path);
  return browser.submit(page, { identifiant, 'mot-de-passe': password }, 'form.card');
}
const told = (page: Page): string => page.$('.error-summary li').text();

test('an account with a letter is joined to the one signed in: what will happen, then all children in one list', async () => {
  const [target, source] = [await addFamily(site, { active: true, children: 1 }), await addFamily(site)];
  const browser = await entered(target);
  const confirm = await give(browser, source.identifier, provisional);
  expect(pathOf(confirm)).toBe(`${path}/confirmer`);
  expect(confirm.$('ul.records li')).toHaveLength(2);
  expect(confirm.$('main').text()).toContain(`L’identifiant ${source.identifier} ne fonctionnera plus`);
  expect(confirm.$('main').text()).toContain(`Vous garderez l’identifiant ${target.identifier}`);
  expect((await source.stored()).state).toBe('NOTIFIE');
  const before = await target.stored();
  const done = await browser.submit(confirm, {}, 'form.card');
  expect([pathOf(done), done.$('[role=status]').text()]).toEqual([
    '/compte/enfants',
    expect.stringContaining('regroupés'),
  ]);
  expect(done.$('h2[id^=eleve-]')).toHaveLength(3);
  const kept = await target.stored();
  expect(kept).toMatchObject({ state: 'ACTIF', frEduCtId: before.frEduCtId });
  expect(kept.person.schools.map(({ academy, jointure }) => `${academy}|${jointure}`)).toEqual(
    expect.arrayContaining([
      ...before.person.schools.map(({ academy, jointure }) => `${academy}|${jointure}`),
    ]),
  );
  expect(kept.person.schools).toHaveLength(3);
  const old = await signIn(new SamlBrowser(), { identifier: source.identifier }, `${site.url}/connexion`);
  expect(told(old)).toContain('ne peut pas être utilisé');
  const wrong = await signIn(
    new SamlBrowser(),
    { identifier: source.identifier, secret: 'x' },
    `${site.url}/connexion`,
  );
  expect(told(wrong)).toContain('L’identifiant ou le mot de passe est incorrect');
  expect((await site.mails(kept.mail ?? '', 1))[0]?.text).toContain('ont été regroupés');
});

test('two active accounts: the one signed in stays, the sessions of the other end', async () => {
  const [target, source] = [await addFamily(site, { active: true }), await addFamily(site, { active: true })];
  const other = await entered(source);
  const browser = await entered(target);
  await browser.submit(await give(browser, source.identifier, chosen), {}, 'form.card');
  expect((await source.stored()).mergedInto).toBe((await target.stored()).id);
  expect(pathOf(await other.open(`${site.url}/compte`))).toBe('/connexion');
  expect(pathOf(await browser.open(`${site.url}/compte`))).toBe('/compte');
});

test('unknown identifier, wrong password, a pupil’s account with its right password: one answer', async () => {
  const [target, source] = [await addFamily(site, { active: true }), await addFamily(site)];
  const [child] = target.children;
  const { accounts } = site.services.storage;
  await accounts.setPassword(child!.id, await site.services.hasher.hash(chosen));
  const browser = await entered(target);
  const answers: string[] = [];
  for (const [identifier, password] of [
    ['personne.inconnue', chosen],
    [source.identifier, 'wrong'],
    [child!.identifier, chosen],
  ] as const) {
    const page = await give(browser, identifier, password);
    const text = page.$('main').text().replaceAll(identifier, '');
    answers.push(`${page.status} ${text}`);
    expect(page.$('#identifiant').attr('value')).toBe(identifier);
    expect(page.html).not.toContain(password);
  }
  expect(new Set(answers).size).toBe(1);
  expect((await accounts.findById(child!.id))?.failures.count).toBe(1);
  expect((await source.stored()).failures.count).toBe(1);
});

test('guesses there lock the other account as at sign-in, and one account may try twenty times a day', async () => {
  const [target, source] = [await addFamily(site, { active: true }), await addFamily(site)];
  const browser = await entered(target);
  for (let count = 0; count < 5; count += 1) await give(browser, source.identifier, `wrong${count}`);
  const right = await give(browser, source.identifier, provisional);
  expect([right.status, told(right)]).toEqual([429, expect.stringContaining('Trop d’essais ont échoué')]);
  const elsewhere = await signIn(
    new SamlBrowser(),
    { identifier: source.identifier },
    `${site.url}/connexion`,
  );
  expect(elsewhere.status).toBe(429);
  for (let count = 0; count < 14; count += 1) await give(browser, `victime${count}`, 'wrong');
  const last = await give(browser, 'victime99', 'wrong');
  expect([last.status, told(last)]).toEqual([429, expect.stringContaining('Trop d’essais de regroupement')]);
  expect((await site.services.storage.accounts.findStranger('victime99')).failures.count).toBe(0);
});

test('itself, other names, a letter past its day, an account locked or left: told to who knows the password', async () => {
  const target = await addFamily(site, { active: true });
  const browser = await entered(target);
  const say = async (family: Family, password = provisional): Promise<string> =>
    told(await give(browser, family.identifier, password));
  expect(await say(target, chosen)).toContain('C’est le compte que vous utilisez');
  expect(await say(await addFamily(site, { givenName: 'Zoé' }))).toContain('pas exactement les mêmes');
  expect(await say(await addFamily(site, { givenName: 'Zoë'.normalize('NFD') }))).toContain('pas exactement');
  expect(await say(await addFamily(site, { change: { expiresAt: new Date(now) } }))).toContain(
    'nouveau courrier',
  );
  expect(await say(await addFamily(site, { change: { state: 'VERROUILLE' } }))).toContain('verrouillé');
  expect(await say(await addFamily(site, { change: { state: 'SORTI' } }))).toContain('ne déclare ce compte');
  const wrong = await addFamily(site, { change: { state: 'VERROUILLE' } });
  expect(await say(wrong, 'wrong')).toContain('incorrect');
  const empty = await browser.submit(await browser.open(site.url + path), {}, 'form.card');
  expect(empty.status).toBe(400);
});

test('no confirmation without the proof of the other password: none, forged, of somebody else, past, or changed since', async () => {
  const [target, source] = [await addFamily(site, { active: true }), await addFamily(site)];
  const browser = await entered(target);
  const page = await give(browser, source.identifier, provisional);
  const proof = browser.cookie('regroupement') ?? '';
  const refused = async (cookie: string): Promise<string> => {
    browser.setCookie('regroupement', cookie);
    return codeOf(await browser.submit(page, {}, 'form.card'));
  };
  const [text = '', mac = ''] = proof.split('.');
  const read = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
  const forged = Buffer.from(JSON.stringify({ ...read, sourceId: target.children[0]!.id })).toString(
    'base64url',
  );
  for (const cookie of ['', 'x', `${forged}.${mac}`, `${text}.${mac.slice(1)}`, `${text}.`])
    expect(await refused(cookie)).toBe('merge_expired');
  const thief = await entered(await addFamily(site, { active: true }));
  thief.setCookie('regroupement', proof);
  expect(codeOf(await thief.open(`${site.url}${path}/confirmer`))).toBe('merge_expired');
  site.clock.advance(600_000);
  expect(await refused(proof)).toBe('merge_expired');
  site.clock.set(now);
  const { stateTools, hasher } = site.services;
  const facts = {
    by: { name: 'op', role: 'operator' },
    passwordHash: await hasher.hash('OTHER'),
    expiresAt: new Date('2027-01-01'),
  } as const;
  await changeState(await source.stored(), 'notify', facts, stateTools);
  expect(await refused(proof)).toBe('merge_expired');
  expect((await source.stored()).state).toBe('NOTIFIE');
});

test('no form from another site, nothing for a pupil or for nobody, and the password again after a while', async () => {
  const [target, source] = [await addFamily(site, { active: true }), await addFamily(site)];
  const browser = await entered(target);
  await give(browser, source.identifier, provisional);
  for (const address of [
    path,
    `${path}/confirmer`,
    '/compte/enfants/signaler',
    '/compte/enfants/reprendre',
  ]) {
    const forged = await browser.open(site.url + address, {
      method: 'POST',
      body: new URLSearchParams({ eleve: 'x' }),
    });
    expect([forged.status, codeOf(forged)]).toEqual([403, 'form_expired']);
  }
  expect(pathOf(await new SamlBrowser().open(site.url + path))).toBe('/connexion');
  const child = target.children[0] as Account;
  await site.services.storage.accounts.setPassword(child.id, await site.services.hasher.hash(chosen));
  const pupil = new SamlBrowser();
  await signIn(pupil, { identifier: child.identifier, secret: chosen }, `${site.url}/connexion`);
  expect(pathOf(await pupil.open(site.url + path))).toBe('/compte');
  expect(pathOf(await pupil.open(`${site.url}/compte/enfants`))).toBe('/compte');
  site.clock.advance(3_000_000);
  expect(pathOf(await browser.open(`${site.url}${path}/confirmer`))).toBe('/compte/verification');
});

test('the confirmation eight times at once is one merge', async () => {
  const [target, source] = [await addFamily(site, { active: true }), await addFamily(site)];
  const browser = await entered(target);
  const page = await give(browser, source.identifier, provisional);
  const answers = await Promise.all(Array.from({ length: 8 }, () => browser.submit(page, {}, 'form.card')));
  expect(answers.filter(({ status }) => status === 500)).toEqual([]);
  const kept = await target.stored();
  expect(kept.person.childIds).toHaveLength(4);
  expect((await source.stored()).mergedInto).toBe(kept.id);
  const acts = await site.services.storage.audit.list({ accountId: (await source.stored()).id, most: 50 });
  expect(acts.filter(({ act, result }) => act === 'account.merge' && result === 'done')).toHaveLength(1);
});
