import { jest } from '@jest/globals';
import { changeState } from '../../src/accounts/change-state.js';
import {
  atInformation,
  begin,
  chosen,
  codeOf,
  firstPages as pages,
  pathOf,
  post,
  rightDate as right,
  signIn,
  twice as password,
  wrongDate as wrong,
} from '../support/first-sign-in-walk.js';
import { provisional, startLetterSite, type LetterSite } from '../support/letter-site.js';
import { postedResponse, SamlBrowser, type Page } from '../support/saml-browser.js';

const now = '2026-11-26T09:00:00Z';
const birthDate = '2012-03-14';
let site: LetterSite;

beforeAll(async () => {
  site = await startLetterSite(now);
}, 60_000);
afterAll(() => site?.stop());
beforeEach(() => site.clock.set(now));

test('the provisional password opens no session, and ends the one that the browser had', async () => {
  const other = await atInformation(site);
  other.page = await post(other, { sans: '1' });
  expect(other.page.$('h1').text()).toBe('Bonjour Noémie');
  await site.notified('a.suivant', birthDate);
  const csrf = other.page.$('[name=csrf_token]').first().attr('value') ?? '';
  const body = new URLSearchParams({ csrf_token: csrf, j_username: 'a.suivant', j_password: provisional });
  const walk = {
    ...other,
    page: await other.browser.open(`${site.url}/connexion`, { method: 'POST', body }),
  };
  expect(pathOf(walk.page)).toBe(pages.date);
  expect(pathOf(await walk.browser.open(`${site.url}/`))).toBe('/connexion');
});

test('out of order: every request goes to the page where the person is', async () => {
  const walk = await begin(site);
  for (const path of [pages.password, pages.information, '/premiere-connexion']) {
    expect(pathOf(await walk.browser.open(site.url + path))).toBe(pages.date);
  }
  const token = { csrf_token: walk.page.$('[name=csrf_token]').first().attr('value') ?? '' };
  const skip = (path: string, fields: Record<string, string>): Promise<Page> =>
    walk.browser.open(site.url + path, {
      method: 'POST',
      body: new URLSearchParams({ ...token, ...fields }),
    });
  expect(pathOf(await skip(pages.password, password))).toBe(pages.date);
  expect(pathOf(await skip(pages.information, { sans: '1' }))).toBe(pages.date);
  expect((await site.account(walk.identifier)).state).toBe('NOTIFIE');
  walk.page = await post(walk, right);
  expect(pathOf(await skip(pages.information, { sans: '1' }))).toBe(pages.password);
  expect(pathOf(await skip(pages.date, wrong))).toBe(pages.password);
  expect((await site.account(walk.identifier)).state).toBe('NOTIFIE');
});

test('another browser has no journey, and a form without our token is refused', async () => {
  const walk = await begin(site);
  for (const path of Object.values(pages)) {
    expect(pathOf(await new SamlBrowser().open(site.url + path))).toBe('/connexion');
  }
  const forged = await walk.browser.open(site.url + pages.date, {
    method: 'POST',
    body: new URLSearchParams(right),
  });
  expect([forged.status, codeOf(forged)]).toEqual([403, 'form_expired']);
});

test('three wrong birth dates lead back to the sign-in page, and count as one wrong password', async () => {
  const walk = await begin(site, site.fromPortal());
  walk.page = await post(walk, wrong);
  walk.page = await post(walk, wrong);
  expect([walk.page.status, pathOf(walk.page)]).toEqual([400, pages.date]);
  walk.page = await post(walk, { jour: '30', mois: '2', annee: '2012' });
  expect(walk.page.$('#date-error').text()).toContain('en chiffres');
  walk.page = await post(walk, wrong);
  expect(walk.page.url).toMatch(/\/connexion\?suite=.*motif=dates/);
  expect(walk.page.$('.error-summary').text()).toContain('Trois dates de naissance');
  const { failures, state } = await site.account(walk.identifier);
  expect([failures.count, state]).toEqual([1, 'NOTIFIE']);
  expect(pathOf(await walk.browser.open(site.url + pages.date))).toBe('/connexion');
});

test('dates tried one journey after the other lock the account: the letter’s password forgives nothing', async () => {
  const { identifier, browser } = await begin(site);
  for (let journey = 0; journey < 5; journey += 1) {
    const walk = {
      browser,
      identifier,
      page: await signIn(browser, { identifier }, `${site.url}/connexion`),
    };
    for (let count = 0; count < 3; count += 1) walk.page = await post(walk, wrong);
    const asGuardian = { j_username: identifier, j_password: provisional, profil: 'responsable' };
    await browser.submit(await browser.open(`${site.url}/connexion?profil=responsable`), asGuardian);
  }
  const locked = await signIn(browser, { identifier }, `${site.url}/connexion`);
  expect([locked.status, locked.$('.error-summary').text()]).toEqual([
    429,
    expect.stringContaining('Trop d’essais'),
  ]);
});

test('forty birth dates at once: three are judged', async () => {
  const walk = await begin(site);
  const tries = Array.from({ length: 40 }, (_, day) =>
    post(walk, { ...right, jour: String((day % 13) + 15) }),
  );
  const answers = await Promise.all(tries);
  const told = answers.filter((page) => page.status === 400 || page.url.includes('motif=dates'));
  expect(told.length).toBeLessThanOrEqual(3);
  expect((await site.account(walk.identifier)).failures.count).toBe(1);
});

test('a journey lasts an hour', async () => {
  const walk = await begin(site);
  site.clock.advance(3_599_000);
  walk.page = await post(walk, right);
  expect(pathOf(walk.page)).toBe(pages.password);
  site.clock.advance(1000);
  const late = await post(walk, password);
  expect([late.status, codeOf(late)]).toEqual([403, 'journey_expired']);
  expect(pathOf(await walk.browser.open(site.url + pages.password))).toBe('/connexion');
  expect((await site.account(walk.identifier)).state).toBe('NOTIFIE');
});

test('the portal’s request waits as long as the journey, past the ten minutes of a password', async () => {
  const walk = await begin(site, site.fromPortal());
  site.clock.advance(3_000_000);
  walk.page = await post(walk, right);
  walk.page = await post(walk, password);
  walk.page = await post(walk, { sans: '1' });
  const { acsUrl, relayState, xml } = postedResponse(walk.page);
  expect([acsUrl, relayState, xml.includes('status:Success')]).toEqual([site.acs, 'where-i-was', true]);
});

test('a letter made meanwhile ends the journey, at its last step too', async () => {
  const walk = await atInformation(site);
  const passwordHash = await site.services.hasher.hash('NEWLETTER234');
  const facts = {
    by: { name: 'op', role: 'operator' },
    passwordHash,
    expiresAt: new Date('2027-01-01'),
  } as const;
  await changeState(await site.account(walk.identifier), 'notify', facts, site.services.stateTools);
  const ended = await post(walk, { sans: '1' });
  expect([ended.status, codeOf(ended)]).toEqual([403, 'journey_expired']);
  expect(await site.account(walk.identifier)).toMatchObject({ state: 'NOTIFIE', passwordHash });
});

test('an account locked, or a letter past its day meanwhile: the page says which', async () => {
  const locked = await atInformation(site);
  const by = { name: 'op', role: 'operator' } as const;
  await changeState(await site.account(locked.identifier), 'lock', { by }, site.services.stateTools);
  expect(codeOf(await post(locked, { sans: '1' }))).toBe('account_locked');
  const expired = await atInformation(site);
  const { accounts } = site.services.storage;
  await accounts.apply(await site.account(expired.identifier), { expiresAt: site.clock.now() });
  expect(codeOf(await post(expired, { sans: '1' }))).toBe('letter_expired');
});

test('the last form sent eight times at once is one activation, one mail, and a session each', async () => {
  const walk = await atInformation(site);
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(walk, { mail: 'p@example.org' })));
  expect(answers.filter((page) => page.status >= 500)).toEqual([]);
  expect(await site.account(walk.identifier)).toMatchObject({ state: 'ACTIF' });
  const { id } = await site.account(walk.identifier);
  const acts = await site.services.storage.audit.list({ accountId: id, most: 50 });
  expect(acts.filter(({ act, result }) => act === 'account.activate' && result === 'done')).toHaveLength(1);
  const again = await walk.browser.open(site.url + pages.information);
  expect(pathOf(again)).toBe('/');
  expect(await site.mails('p@example.org', 1)).toHaveLength(1);
});

test('broken off between the activation and the mail: the address is kept, and the mail can be asked for', async () => {
  const walk = await atInformation(site);
  const { mailAddresses } = site.services;
  const killed = jest.spyOn(mailAddresses, 'askAgain').mockRejectedValueOnce(new Error('killed'));
  expect((await post(walk, { mail: 'kept@example.org' })).status).toBe(500);
  killed.mockRestore();
  const account = await site.account(walk.identifier);
  expect(account).toMatchObject({
    state: 'ACTIF',
    pendingMail: { address: 'kept@example.org', owner: 'parent' },
  });
  await mailAddresses.askAgain(account.id, { by: { name: account.id, role: 'person' }, language: 'fr' });
  expect(await site.mails('kept@example.org', 1)).toHaveLength(1);
});

test('what each state says to who knows the password, and to nobody else', async () => {
  const { accounts } = site.services.storage;
  const say = async (identifier: string, secret = provisional): Promise<string> => {
    const page = await signIn(new SamlBrowser(), { identifier, secret }, `${site.url}/connexion`);
    return page.$('.error-summary li').text();
  };
  await site.notified('s.expire', birthDate);
  await accounts.apply(await site.account('s.expire'), { expiresAt: new Date(now) });
  expect(await say('s.expire')).toContain('Demandez un nouveau courrier');
  await site.notified('s.verrou', birthDate);
  await accounts.apply(await site.account('s.verrou'), { state: 'VERROUILLE' });
  expect(await say('s.verrou')).toContain('verrouillé');
  await accounts.apply(await site.account('s.verrou'), { state: 'SORTI' });
  expect(await say('s.verrou')).toContain('ne déclare ce compte');
  await site.notified('s.sansdate');
  expect(await say('s.sansdate')).toContain('date de naissance');
  for (const identifier of ['s.expire', 's.verrou', 's.sansdate', 's.personne']) {
    expect(await say(identifier, 'wrong')).toContain('L’identifiant ou le mot de passe est incorrect');
  }
});

test('the password that the letter had, the name, a common one: each with its reason, by the field', async () => {
  const walk = await begin(site);
  walk.page = await post(walk, right);
  const faults = async (nouveau: string, encore = nouveau): Promise<string> => {
    walk.page = await post(walk, { nouveau, encore });
    return walk.page.$('.field-error').text();
  };
  expect(await faults('Noemie-Girafe-7')).toContain('le prénom');
  expect(await faults('Girafe-14/03/2012')).toContain('la date de naissance');
  expect(await faults('Azerty123456!')).toContain('trop connu');
  expect(await faults(provisional)).toContain('minuscule');
  expect(await faults(`${chosen}${'x'.repeat(120)}`)).toContain('128 caractères');
  expect(await faults(chosen, `${chosen}!`)).toContain('ne sont pas les mêmes');
  expect((await faults('')).trim()).toBe('Il manque le nouveau mot de passe.');
});
