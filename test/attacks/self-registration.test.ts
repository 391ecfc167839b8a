import {
  addFamily,
  askCode,
  codeSent,
  guardianPages as pages,
  post,
  type GuardianWalk,
} from '../support/guardian-walk.js';
import { startLetterSite, type LetterSite } from '../support/letter-site.js';
import { SamlBrowser, type Page } from '../support/saml-browser.js';

const now = '2026-11-26T09:00:00Z';
let site: LetterSite;
beforeAll(async () => {
  site = await startLetterSite(now, { RATE_LIMIT: 'off' });
}, 60_000);
afterAll(() => site?.stop());

const pathOf = (page: Page): string => new URL(page.url).pathname;
const main = (page: Page): string => page.$('main').text().replace(/\s+/g, ' ').trim();
/** What a stranger sees of a page: all that could tell one number from another. */
const seen = (page: Page): string =>
  JSON.stringify([page.status, pathOf(page), main(page), [...page.headers.keys()].sort()]);
const again = ({ browser, page }: GuardianWalk): Promise<Page> =>
  browser.submit(page, { renvoyer: '1' }, 'form:has([name=renvoyer])');
const codeFault = (page: Page): string => page.$('#code-error, #mobile-error').text();

/** Numbers that end alike, so that the pages that show the end are the same. */
async function strangersAndKnown() {
  const family = (number: string, wishes = {}) =>
    addFamily(site.services, { mobile: `+3361300${number}77`, ...wishes });
  const [known, active, locked, childless] = [
    await family('01'),
    await family('02', { state: 'ACTIF' }),
    await family('03', { state: 'VERROUILLE' }),
    await family('04', { dates: [] }),
  ];
  return {
    known,
    asked: [
      { typed: known.typed },
      { typed: active.typed },
      { typed: locked.typed },
      { typed: childless.typed },
      { typed: '0613009977' },
      { typed: (await family('05')).typed, nom: 'Personne' },
      { typed: (await family('06', { state: 'SORTI' })).typed },
    ],
  };
}

test('R01 known, unknown, active, locked, another name: one status, one address, one text at every step', async () => {
  const { asked } = await strangersAndKnown();
  const steps = await Promise.all(
    asked.map(async (one) => {
      const walk = await askCode(site, one);
      const pagesSeen = [seen(walk.page)];
      for (const code of ['12345', '000000', '000000', '000000', '000000']) {
        walk.page = await post(walk, { code });
        pagesSeen.push(seen(walk.page));
      }
      walk.page = await again(walk);
      pagesSeen.push(seen(walk.page));
      return pagesSeen.join('\n');
    }),
  );
  expect(new Set(steps).size).toBe(1);
  expect(steps[0]).toMatch(/Si ce numéro qui finit par 77 est connu de l’établissement/);
});

test('R01 the answer is sent before anything is looked up: a look-up that takes for ever delays nobody', async () => {
  const { typed, mobile } = await addFamily(site.services);
  const { accounts } = site.services.storage;
  const findByMobile = accounts.findByMobile.bind(accounts);
  let release = (): void => {};
  const gate = new Promise<void>((open) => (release = open));
  const looked: string[] = [];
  accounts.findByMobile = async (wanted, most) => {
    looked.push(wanted);
    await gate;
    return findByMobile(wanted, most);
  };
  try {
    const walks = [await askCode(site, { typed }), await askCode(site, { typed: '0698123456' })];
    for (const walk of walks) {
      expect(pathOf(walk.page)).toBe(pages.code);
      expect(codeFault(await post(walk, { code: '000000' }))).toMatch(/pas le bon code/);
    }
    expect(looked).toEqual([mobile, '+33698123456']);
  } finally {
    release();
    accounts.findByMobile = findByMobile;
  }
  await codeSent(site, mobile);
});

test('R01 the store is asked the same of a known and of an unknown number', async () => {
  const { typed, mobile } = await addFamily(site.services);
  const { accounts, activations, allowances, dateTries, outbox } = site.services.storage;
  const asked: string[] = [];
  for (const [noun, store] of Object.entries({ accounts, activations, allowances, dateTries, outbox })) {
    const methods = store as unknown as Record<string, (...given: unknown[]) => unknown>;
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(store))) {
      const method = methods[name];
      if (name === 'constructor' || typeof method !== 'function' || noun === 'outbox') continue;
      methods[name] = (...given) => (asked.push(`${noun}.${name}`), method.apply(store, given));
    }
  }
  const answers: string[] = [];
  for (const number of [typed, '0698123457']) {
    const walk = await askCode(site, { typed: number });
    if (number === typed) await codeSent(site, mobile);
    asked.length = 0;
    await post(walk, { code: '000000' });
    answers.push(asked.join(' '));
  }
  expect(answers[0]).toBe(answers[1]);
  expect(answers[0]).toBe('activations.read activations.change allowances.take');
});

test('R02 another browser, and a form without our token: nothing is opened', async () => {
  const { typed, mobile } = await addFamily(site.services);
  const walk = await askCode(site, { typed });
  const code = await codeSent(site, mobile);
  for (const path of Object.values(pages).slice(1))
    expect(pathOf(await new SamlBrowser().open(site.url + path))).toBe(pages.start);
  const thief = await askCode(site, { typed: '0698123458' });
  thief.page = await post(thief, { code });
  expect(codeFault(thief.page)).toMatch(/pas le bon code/);
  const body = new URLSearchParams({ code });
  const forged = await walk.browser.open(site.url + pages.code, { method: 'POST', body });
  expect(forged.status).toBe(403);
  expect(pathOf(await post(walk, { code }))).toBe(pages.children);
});

test('R02 six tries, a used code, a code of ten minutes ago, a code before a newer one: refused', async () => {
  const { typed, mobile } = await addFamily(site.services);
  const walk = await askCode(site, { typed });
  const first = await codeSent(site, mobile);
  walk.page = await again(walk);
  const second = await codeSent(site, mobile, 2);
  walk.page = await post(walk, { code: first });
  expect(codeFault(walk.page)).toMatch(/pas le bon code/);
  for (const wrong of ['000000', '000001']) walk.page = await post(walk, { code: wrong });
  expect(codeFault(walk.page)).toMatch(/Trois codes incorrects/);
  walk.page = await post(walk, { code: second });
  expect(codeFault(walk.page)).toMatch(/Trois codes incorrects/);
  walk.page = await again(walk);
  const third = await codeSent(site, mobile, 3);
  site.clock.advance(600_000);
  walk.page = await post(walk, { code: third });
  expect(codeFault(walk.page)).toMatch(/plus de 10 minutes/);
  site.clock.set(now);
  walk.page = await post(walk, { code: third });
  expect(pathOf(walk.page)).toBe(pages.children);
  const used = await walk.browser.open(site.url + pages.code);
  expect(pathOf(used)).toBe(pages.children);
});

test('R03 a number written in five ways is one number: three codes an hour, and the school’s number alone is sent to', async () => {
  const { mobile } = await addFamily(site.services, { mobile: '+33612987654' });
  const ways = ['06 12 98 76 54', '+33 6 12 98 76 54', '0033612987654', '06.12.98.76.54', '+33(0)612987654'];
  const statuses: number[] = [];
  for (const typed of ways) statuses.push((await askCode(site, { typed })).page.status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  await site.mails(mobile, 3);
  for (const typed of ['0899123456', '+1 201 555 0123', '0144556677', 'abc', '']) {
    const { page } = await askCode(site, { typed });
    expect([page.status, pathOf(page), codeFault(page) === '']).toEqual([400, pages.start, false]);
  }
  site.clock.advance(3_600_000);
  for (const typed of ways.slice(0, 3)) statuses.push((await askCode(site, { typed })).page.status);
  expect(statuses.slice(5)).toEqual([200, 200, 429]);
  site.clock.set(now);
  expect(await site.mails(mobile, 5)).toHaveLength(5);
});

test('R03 twenty codes a day for one client address, whoever is asked for', async () => {
  const limited = await startLetterSite(now);
  try {
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1)
      statuses.push((await askCode(limited, { typed: `06981${String(20_000 + count)}` })).page.status);
    expect(statuses).toEqual([...Array<number>(20).fill(200), 429]);
  } finally {
    await limited.stop();
  }
}, 60_000);

test('R03, R09 the SMS of the day used up, all answers of the day used up: the same for everybody, and what to do', async () => {
  const small = await startLetterSite(now, { RATE_LIMIT: 'off', SMS_PER_DAY: '1' });
  try {
    const { typed, mobile } = await addFamily(small.services);
    const walk = await askCode(small, { typed });
    const code = await codeSent(small, mobile);
    for (const asked of [typed, '0698123459']) {
      const { page } = await askCode(small, { typed: asked });
      expect([page.status, codeFault(page)]).toEqual([503, expect.stringMatching(/Recommencez demain/)]);
    }
    const { allowances } = small.services.storage;
    for (let taken = 0; taken < 3; taken += 1)
      await allowances.take('codes answered', { most: 3, seconds: 86_400 }, small.clock.now());
    walk.page = await post(walk, { code });
    expect([walk.page.status, codeFault(walk.page)]).toEqual([429, expect.stringMatching(/demain/)]);
  } finally {
    await small.stop();
  }
}, 60_000);

test('closed by the setting: no link, and a page that says what to do', async () => {
  const closed = await startLetterSite(now, { SELF_REGISTRATION: 'off' });
  try {
    const browser = new SamlBrowser();
    expect((await browser.open(`${closed.url}/connexion`)).html).not.toContain('/inscription');
    const page = await browser.open(`${closed.url}${pages.start}`);
    expect([page.status, main(page)]).toEqual([404, expect.stringMatching(/courrier/)]);
    expect((await browser.open(`${site.url}/connexion`)).html).toContain('href="/inscription"');
    expect((await browser.open(`${site.url}/connexion?profil=eleve`)).html).not.toContain('/inscription');
  } finally {
    await closed.stop();
  }
}, 60_000);
