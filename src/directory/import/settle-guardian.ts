import type { SchoolAttachment } from '../../accounts/ports.js';
import type { ImportedAccount, PersonKey } from '../ports.js';
import { noteChildren, uaisOf, type Candidate } from './guardian-candidate.js';
import { matchKey } from './match-key.js';
import { childrenByOthers } from './other-records.js';
import { guardianKeyId } from './person-key-id.js';
import type { PlanState } from './plan-state.js';
import { declare, isDeclared, saidBefore, toNewPerson, type Statement } from './statement.js';

interface Surroundings {
  found: ReadonlyMap<string, ImportedAccount>;
  state: PlanState;
}

/** The account that took the place of a merged one; a deleted account is nobody's. */
function present(id: string | undefined, { found }: Surroundings): ImportedAccount | undefined {
  const account = id === undefined ? undefined : found.get(id);
  if (account?.state === 'FUSIONNE') return found.get(account.mergedInto ?? '');
  return account?.state === 'SUPPRIME' ? undefined : account;
}

/** Whose guardian this is: that of the source's own key, else the one who matches, else a new one. */
export async function settleGuardian(
  candidate: Candidate,
  byMatch: PersonKey | undefined,
  around: Surroundings,
): Promise<void> {
  const { own, match, ref } = candidate;
  const { state, found } = around;
  const twin = match === undefined ? undefined : state.accountOfMatch(match);
  const twinId = own === undefined ? twin : undefined;
  const account = present(own?.accountId ?? twinId ?? byMatch?.accountId, around);
  const known = own ?? byMatch;
  const isDead = account === undefined && known !== undefined && found.has(known.accountId);
  const accountId = account?.id ?? twinId ?? (isDead ? state.newId() : (known?.accountId ?? state.newId()));
  const key: PersonKey = {
    id: guardianKeyId(ref),
    accountId,
    fingerprint: candidate.fingerprint,
    run: state.tools.run,
    uais: uaisOf(candidate),
    links: candidate.family.children,
  };
  const isFree = byMatch === undefined || present(byMatch.accountId, around) === undefined;
  const keys =
    match !== undefined && isFree && twin === undefined
      ? [key, { id: match, accountId, run: state.tools.run }]
      : [key];
  state.match(own);
  state.addGuardian(candidate, accountId);
  const isJoined = own === undefined && (account !== undefined || twinId !== undefined);
  if (isJoined || state.feed.format !== 'aaf') noteChildren(candidate, accountId, state);
  await write(candidate, { account, accountId, keys, joins: twinId !== undefined }, state);
}

interface Found {
  account: ImportedAccount | undefined;
  accountId: string;
  keys: PersonKey[];
  /** The account is made by this same import. */
  joins: boolean;
}

async function write(
  candidate: Candidate,
  { account, accountId, keys, joins }: Found,
  state: PlanState,
): Promise<void> {
  const { report, spool } = state.tools;
  const { family, own } = candidate;
  const others = account === undefined ? new Set() : await childrenByOthers(account, candidate.ref, state);
  const statement = makeStatement(candidate, others);
  const uais = uaisOf(candidate);
  countLinks(family.children, own?.links ?? [], report);
  if (account === undefined && !joins) {
    report.countPerson('guardian', 'created', uais);
    await spool.add({ op: 'create', person: toNewPerson(accountId, statement), keys });
    return;
  }
  if (
    account !== undefined &&
    account.state !== 'SORTI' &&
    isDeclared(account, declare(account, statement))
  ) {
    report.countPerson('guardian', 'unchanged', uais);
    await spool.add({ op: 'keys', keys });
    return;
  }
  const staleKey = staleKeyOf(account, candidate);
  const leaves = account !== undefined && declare(account, statement).gone;
  report.countPerson('guardian', leaves ? 'left' : 'changed', leaves ? (own?.uais ?? []) : uais);
  await spool.add({ op: 'declare', accountId, statement, keys, ...(staleKey && { staleKey }) });
}

/** The matching key of a name, mail or mobile that changes: it must not lead here any more. */
function staleKeyOf(
  account: ImportedAccount | undefined,
  { match }: Candidate,
): Pick<PersonKey, 'id' | 'accountId'> | undefined {
  if (account?.contact === undefined) return undefined;
  const former = matchKey(account.person, account.contact);
  return former === undefined || former === match ? undefined : { id: former, accountId: account.id };
}

function countLinks(
  now: readonly string[],
  before: readonly string[],
  report: PlanState['tools']['report'],
): void {
  const kept = now.filter((id) => before.includes(id)).length;
  report.countLinks('created', now.length - kept);
  report.countLinks('unchanged', kept);
  report.countLinks('left', before.length - kept);
}

function makeStatement(
  { ref, guardian, change, contact, family, own }: Candidate,
  others: ReadonlySet<unknown>,
): Statement {
  const before = saidBefore(own, 'guardian');
  const { sn, givenName, title, academy, jointure } = guardian;
  const source: Partial<SchoolAttachment> = {
    ...(academy === undefined ? {} : { academy }),
    ...(jointure === undefined ? {} : { jointure }),
  };
  return {
    kind: 'guardian',
    ref,
    names: { sn, givenName, ...(title === undefined ? {} : { title }) },
    places: family.places.map(({ uai, degree }) => ({ uai, degree, ...source })),
    children: family.children,
    contact,
    cleared: change?.cleared ?? [],
    before: { ...before, children: before.children.filter((id) => !others.has(id)) },
  };
}
