import { unaccented } from '../unaccented.js';
import type { AccountStore } from './account-store-ports.js';
import type { AskedFor } from './activation-ports.js';
import { isWayLocked, type BirthDateTools } from './child-birth-dates.js';
import type { FranceConnectIdentity } from './guardian-ports.js';
import type { Account, AccountState } from './ports.js';
import { sameName } from './same-name.js';

export interface FindGuardianTools extends Pick<BirthDateTools, 'dateTries' | 'clock'> {
  accounts: Pick<AccountStore, 'findByMobile'>;
}

/** Guardians that one number may lead to: more are a switchboard, not a family. */
const mostWithMobile = 8;
/** What is told to these once the mobile is proved is another thing, but it is told. */
const reachable: ReadonlySet<AccountState> = new Set([
  'NON_NOTIFIE',
  'NOTIFIE',
  'EXPIRE',
  'EN_ATTENTE_MAIL',
  'ACTIF',
  'VERROUILLE',
]);
const openAlready: ReadonlySet<AccountState> = new Set(['ACTIF', 'VERROUILLE']);

/**
 * The guardian whose mobile, in the school's records, was typed. Two parents who gave the same number are told apart by name;
 * when names do not do it they come one after the other (domain 8). A name that fits nobody finds nobody, but for who comes
 * from FranceConnect: their name is compared at the end, and stops nobody (domain 7.5).
 */
export async function findGuardian(
  { asked, identity }: { asked: AskedFor; identity?: FranceConnectIdentity },
  tools: FindGuardianTools,
): Promise<Account | undefined> {
  const found = await tools.accounts.findByMobile(asked.mobile, mostWithMobile);
  const guardians = found.filter(({ kind, state }) => kind === 'guardian' && reachable.has(state));
  const named =
    identity === undefined
      ? guardiansNamed(asked, guardians)
      : orAll(
          guardians.filter(({ person }) => sameName(identity, person)),
          guardians,
        );
  return nextInLine(named, tools);
}

/**
 * Those of that name to the letter, `dangelo` for `D’Angelo` too; else those whose name has it in it: `Durand` for
 * `Durand-Martin`, `Marie` for `Marie Anne`.
 */
function guardiansNamed(
  { sn = '', givenName = '' }: AskedFor,
  guardians: readonly Account[],
): readonly Account[] {
  const [family, given] = [wordsOf(sn), wordsOf(givenName)];
  if (family.length === 0 || given.length === 0) return [];
  const fits = ({ person }: Account): boolean =>
    isPart(family, wordsOf(person.sn)) && isStart(given, wordsOf(person.givenName));
  const exactly = ({ person }: Account): boolean =>
    sameLetters(family, wordsOf(person.sn)) && sameLetters(given, wordsOf(person.givenName));
  return orAll(guardians.filter(exactly), guardians.filter(fits));
}

async function nextInLine(
  guardians: readonly Account[],
  tools: FindGuardianTools,
): Promise<Account | undefined> {
  const waiting = guardians.filter(({ state }) => !openAlready.has(state));
  for (const guardian of waiting) if (!(await isWayLocked(guardian.id, tools))) return guardian;
  return waiting[0] ?? guardians[0];
}

function orAll<T>(few: readonly T[], all: readonly T[]): readonly T[] {
  return few.length > 0 ? few : all;
}

/** The words of a name without accents, case, hyphens or apostrophes. */
function wordsOf(name: string): string[] {
  return unaccented(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function sameLetters(one: readonly string[], other: readonly string[]): boolean {
  return one.join('') === other.join('');
}

function isPart(one: readonly string[], other: readonly string[]): boolean {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  return sameLetters(one, other) || (few.length > 0 && few.every((word) => many.includes(word)));
}

function isStart(one: readonly string[], other: readonly string[]): boolean {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  return few.length > 0 && few.every((word, index) => many[index] === word);
}
