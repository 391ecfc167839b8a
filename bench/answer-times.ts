import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { SeededRandom } from '../src/random.js';
import { startSmsTrap } from '../test/support/sms-trap.js';
import { startSmtpTrap } from '../test/support/smtp-trap.js';
import { Browser, type Page } from './client/browser.js';
import type { Credentials } from './client/flows.js';
import { readForm } from './client/read-form.js';
import type { GatewayProcess } from './gateway-process.js';
import { percentile } from './percentile.js';
import type { AnswerTime } from './results.js';
import { withGateway, type GatewayWish, type Place } from './with-gateway.js';

/**
 * People asked about through each form, half of them known: the medians of so many are known to 1 or 2 %. Passwords take 60 ms
 * each and vary little.
 */
const people = 2000;
const peopleWithPassword = 400;
/** Milliseconds between two answers. */
const pause = 5;
/** Milliseconds until what an answer leads to is done. */
const allDone = 1500;

/** A form that a stranger can send about anybody. */
interface Form {
  name: string;
  path: string;
  /** Text in the form meant, where the page has several. */
  mark: string;
  /** What is typed about the known person, and about the unknown one, of that number. */
  fields(known: boolean, at: number): Record<string, string>;
}

/**
 * How long the answers take for people who are known and for people who are not, asked about in turns of chance: the same, or
 * the time tells a stranger who has an account (security R01, R02). `cost`: of the passwords that are tried. Mails and SMS go to
 * traps in this process.
 */
export async function measureAnswers(folder: string, cost: number): Promise<AnswerTime[]> {
  const [mail, sms] = [await startSmtpTrap(), await startSmsTrap()];
  const settings = {
    ...{ SMTP_HOST: '127.0.0.1', SMTP_PORT: `${mail.port}`, SMTP_TLS: 'off' },
    ...{ SMS_URL: sms.url, SMS_BODY: '{"to":"{to}","text":"{text}"}', SMS_PER_DAY: '10000' },
  };
  try {
    const passwords = await withSite({ folder: join(folder, 'passwords'), cost }, async (site, place) => {
      const { accounts } = await place.prepare(false);
      return [await timeForm(site, wrongPassword(accounts), peopleWithPassword)];
    });
    const wish = { folder: join(folder, 'others'), cost: 4, settings };
    const others = await withSite(wish, async (site, { gateway }) => {
      await addPupils(gateway, wish.folder);
      await importGuardians(gateway, wish.folder);
      const times: AnswerTime[] = [];
      for (const form of recoveryForms) times.push(await timeForm(site, form));
      return [...times, ...(await timeRegistration(site))];
    });
    return [...passwords, ...others];
  } finally {
    await mail.stop();
    await sms.stop();
  }
}

type UseSite = (site: Site, place: Place) => Promise<AnswerTime[]>;

function withSite(wish: GatewayWish, use: UseSite): Promise<AnswerTime[]> {
  return withGateway(wish, async (place) => {
    const { gateway } = place;
    await gateway.start();
    const site = { baseUrl: gateway.baseUrl, pool: new Pool(gateway.baseUrl, { connections: 1 }) };
    try {
      return await use(site, place);
    } finally {
      await site.pool.close();
    }
  });
}

const mobileOf = (known: boolean, at: number): string => `0${known ? 612 : 698}${100_000 + at}`;
const namesOf = (at: number): { nom: string; prenom: string } => ({ nom: `Banc${at}`, prenom: 'Parent' });
const identifierOf = (known: boolean, at: number): string => `${known ? 'b.pupil' : 'n.nobody'}${1000 + at}`;

function wrongPassword(accounts: readonly Credentials[]): Form {
  const identifier = (known: boolean, at: number): string =>
    known ? (accounts[at]?.identifier ?? '') : `n.nobody${100 + at}`;
  return {
    ...{ name: 'wrong password', path: '/connexion?profil=eleve', mark: 'j_password' },
    fields: (known, at) => ({
      j_username: identifier(known, at % accounts.length),
      j_password: 'ce n’est pas lui',
    }),
  };
}

const recoveryForms: readonly Form[] = [
  {
    ...{ name: 'lost identifier, by mail', path: '/identifiant-perdu', mark: 'adresse' },
    fields: (known, at) => ({ adresse: `${identifierOf(known, at)}@example.org` }),
  },
  {
    ...{ name: 'lost identifier, by SMS', path: '/identifiant-perdu', mark: 'mobile' },
    fields: (known, at) => ({ mobile: mobileOf(known, at) }),
  },
  {
    ...{ name: 'lost password', path: '/mot-de-passe-perdu', mark: 'identifiant' },
    fields: (known, at) => ({ identifiant: identifierOf(known, at) }),
  },
];

interface Site {
  baseUrl: string;
  pool: Pool;
}

async function timeForm(site: Site, form: Form, count = people): Promise<AnswerTime> {
  const ask: Ask = async (known, at) => {
    const browser = new Browser(site.pool, site.baseUrl);
    const page = await browser.get(form.path);
    return post(browser, page, form.mark, form.fields(known, at));
  };
  return inTurns(form.name, ask, count);
}

/** Names and mobile, then a wrong code: of numbers that a school knows and of numbers that none does. */
async function timeRegistration(site: Site): Promise<AnswerTime[]> {
  const waiting = new Map<string, { browser: Browser; page: Page }>();
  const begun = await inTurns('self-registration, names and mobile', async (known, at) => {
    const browser = new Browser(site.pool, site.baseUrl);
    const first = await browser.get('/inscription');
    const mobile = mobileOf(known, at);
    const answer = await post(browser, first, 'prenom', { ...namesOf(at), mobile });
    waiting.set(mobile, { browser, page: answer.page });
    return answer;
  });
  await wait(allDone);
  const guessed = await inTurns('self-registration, wrong code', async (known, at) => {
    const open = waiting.get(mobileOf(known, at));
    if (open === undefined) throw new Error(`nothing begun for ${mobileOf(known, at)}`);
    return post(open.browser, open.page, 'code', { code: '000000' });
  });
  return [begun, guessed];
}

async function post(browser: Browser, page: Page, mark: string, fields: Record<string, string>) {
  const form = readForm(page.html, `name="${mark}"`);
  if (form === undefined) throw new Error(`no form with ${mark}: ${page.html.slice(0, 300)}`);
  const action = form.action === '' ? '/connexion' : form.action;
  const begin = performance.now();
  const answer = await browser.post(action, { ...form.hidden, ...fields });
  return { page: answer, milliseconds: performance.now() - begin };
}

type Ask = (known: boolean, at: number) => Promise<{ page: Page; milliseconds: number }>;

/** @throws Error when the two kinds of people get different statuses. */
async function inTurns(name: string, ask: Ask, count = people): Promise<AnswerTime> {
  const random = new SeededRandom(name);
  const times = { known: [] as number[], unknown: [] as number[] };
  const statuses = { known: new Set<number>(), unknown: new Set<number>() };
  // Of each two, one is known; which comes first is chance. The first quarter is not counted: the server grows faster meanwhile.
  const turns = Array.from({ length: count / 2 }, (_, at) => {
    const first = random.bytes(1).readInt8() < 0;
    return [first, !first].map((known) => ({ known, at }));
  }).flat();
  for (const [turn, { known, at }] of turns.entries()) {
    const { page, milliseconds } = await ask(known, at);
    const kind = known ? 'known' : 'unknown';
    if (turn >= count / 4) times[kind].push(milliseconds);
    statuses[kind].add(page.status);
    await wait(pause);
  }
  const [one, other] = [[...statuses.known].sort().join(), [...statuses.unknown].sort().join()];
  if (one !== other) throw new Error(`${name}: ${one} for people who are known, ${other} for the others`);
  const [half, otherHalf] = [0, 1].map((odd) => medianOf(times.unknown.filter((_, at) => at % 2 === odd)));
  const noise = 100 * Math.abs((half ?? 0) / (otherHalf ?? 1) - 1);
  return { name, answers: count, known: medianOf(times.known), unknown: medianOf(times.unknown), noise };
}

function medianOf(values: number[]): number {
  return percentile(Float64Array.from(values).sort(), 0.5);
}

/** As many pupils as are asked about, each with an address. */
async function addPupils(gateway: GatewayProcess, folder: string): Promise<void> {
  const rows = Array.from({ length: people / 2 }, (_, at) => {
    const identifier = identifierOf(true, at);
    return `pupil,${identifier},un mot de passe,BANC${at},Élève,${identifier}@example.org,2012-03-01,9990001X`;
  });
  const path = join(folder, 'pupils.csv');
  const header = 'kind,identifier,password,sn,given-name,mail,birth-date,uai';
  await writeFile(path, `${[header, ...rows].join('\n')}\n`);
  await gateway.command('account', 'add', '--from', path);
}

/** As many guardians as are asked about, each with a child and a mobile, by the plain CSV. */
async function importGuardians(gateway: GatewayProcess, folder: string): Promise<void> {
  const rows = Array.from({ length: people / 2 }, (_, at) => [
    `pupil;p${at};BANC${at};Enfant;9990001X;École;2013-02-14;g${at};`,
    `guardian;g${at};${namesOf(at).nom};Parent;;;;;${mobileOf(true, at)}`,
  ]);
  const header = 'kind;id;sn;given-name;uai;school;birth-date;guardians;mobile';
  const path = join(folder, 'guardians.csv');
  await writeFile(path, `${[header, ...rows.flat()].join('\n')}\n`);
  await gateway.command('import', path);
}
