import type { Account, AccountState } from '../../src/accounts/ports.js';
import type { Services } from '../../src/services.js';
import type { LetterSite } from './letter-site.js';
import { SamlBrowser, type Page } from './saml-browser.js';

export const guardianPages = {
  start: '/inscription',
  code: '/inscription/code',
  children: '/inscription/enfants',
  password: '/inscription/mot-de-passe',
  mail: '/inscription/adresse-mail',
  sent: '/inscription/mail-envoye',
  stopped: '/inscription/arret',
};
export const chosen = 'Trois-Girafes-7-lunes';
const uai = '9990001X';
let made = 0;

export interface Family {
  guardian: Account;
  /** E.164, and as a person types it. */
  mobile: string;
  typed: string;
  /** `YYYY-MM-DD`, one for each child. */
  dates: readonly string[];
}

export interface FamilyWishes {
  dates?: readonly string[];
  state?: AccountState;
  sn?: string;
  givenName?: string;
  /** As another guardian's. */
  mobile?: string;
  childState?: AccountState;
}

/** A guardian whom the school declares, with a mobile of their own and children born on those days. */
export async function addFamily(
  { storage: { accounts } }: Pick<Services, 'storage'>,
  wishes: FamilyWishes = {},
): Promise<Family> {
  const { dates = ['2012-03-14', '2015-11-02'], state = 'NON_NOTIFIE', sn = 'Exemple' } = wishes;
  const number = (made += 1);
  const mobile = wishes.mobile ?? `+336120${String(number).padStart(5, '0')}`;
  const schools = [{ uai, degree: 2 as const, className: '3A' }];
  const childIds: string[] = [];
  for (const [index, birthDate] of dates.entries()) {
    const { id } = await accounts.add({
      ...{ kind: 'pupil', identifier: `enfant${number}.${index}`, state: wishes.childState ?? 'NON_NOTIFIE' },
      person: { sn, givenName: `Enfant${index}`, schools, childIds: [], birthDate },
    });
    childIds.push(id);
  }
  const guardian = await accounts.add({
    ...{ kind: 'guardian', identifier: `g.exemple${number}`, state },
    person: { sn, givenName: wishes.givenName ?? 'Solène', schools, childIds },
    contact: { mobiles: [mobile] },
  });
  return { guardian, mobile, typed: `0${mobile.slice(3)}`, dates };
}

/** A guardian in the middle of an activation, in a browser without scripts. */
export interface GuardianWalk {
  browser: SamlBrowser;
  page: Page;
}

export const post = ({ browser, page }: GuardianWalk, fields: Record<string, string>): Promise<Page> =>
  browser.submit(page, fields, 'form.card');

/** Names and mobile given; on the page of the code. */
export async function askCode(
  site: Pick<LetterSite, 'url'>,
  asked: { typed: string; nom?: string; prenom?: string },
  browser = new SamlBrowser(),
): Promise<GuardianWalk> {
  const { typed: mobile, nom = 'exemple', prenom = 'SOLENE' } = asked;
  const page = await browser.open(`${site.url}${guardianPages.start}`);
  return { browser, page: await browser.submit(page, { nom, prenom, mobile }, 'form.card') };
}

const read = new Map<string, Set<string>>();
/**
 * The code of the newest SMS to that mobile, once there are `count`. Where time stands still, files have no order: the newest is the
 * one that was not read before, so that each is to be read before the next is asked for.
 */
export async function codeSent(site: LetterSite, mobile: string, count = 1): Promise<string> {
  const codes = (await site.mails(mobile, count)).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? 'no code');
  const known = read.get(mobile) ?? new Set<string>();
  const newest = codes.find((code) => !known.has(code)) ?? 'no new code';
  read.set(mobile, known.add(newest));
  return newest;
}

/** The fields of the page of the children. */
export function datesTyped(dates: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    dates.flatMap((date, index) => {
      const [year = '', month = '', day = ''] = date.split('-');
      return [
        [`jour${index + 1}`, String(Number(day))],
        [`mois${index + 1}`, month],
        [`annee${index + 1}`, year],
      ];
    }),
  );
}

/** Code and birth dates given; on the page of the password. */
export async function atPassword(site: LetterSite, family: Family): Promise<GuardianWalk> {
  const walk = await askCode(site, family);
  walk.page = await post(walk, { code: await codeSent(site, family.mobile) });
  walk.page = await post(walk, datesTyped(family.dates));
  return walk;
}
