import type { FeedPupil } from '../feed/feed-item.js';
import type { Reason } from '../feed/reasons.js';
import { normaliseName } from '../feed/normalise-name.js';
import type { ImportedAccount, PersonKey } from '../ports.js';
import { ineKeyId, pupilKeyId } from './person-key-id.js';
import type { PlanState } from './plan-state.js';
import { remember, uaisOf, type Candidate } from './pupil-candidate.js';
import { declare, isDeclared, saidBefore, toNewPerson, type Statement } from './statement.js';

/** Whose pupil this is: that of the source's own key, else that of the INE (domain 4.1), else a new one. */
export async function settlePupil(
  candidate: Candidate,
  byIne: PersonKey | undefined,
  { found, state }: { found: ReadonlyMap<string, ImportedAccount>; state: PlanState },
): Promise<void> {
  const { own, ineHash } = candidate;
  const { report, run, spool } = state.tools;
  const uais = uaisOf(candidate);
  const known = own ?? byIne;
  const account = living(known === undefined ? undefined : found.get(known.accountId));
  if (isRefused(candidate, account, state)) return;
  const flag = ineConflict({ account, own, byIne, ineHash });
  if (flag !== undefined) report.conflict(candidate.place, flag, uais);
  const isDead = account === undefined && known !== undefined && found.has(known.accountId);
  const accountId = account?.id ?? (isDead ? state.newId() : (known?.accountId ?? state.newId()));
  const keys = keysOf(candidate, { accountId, run, isFlagged: flag !== undefined, byIne });
  state.match(own);
  noteLinks(candidate, accountId, state);
  remember(candidate, accountId, state);
  const statement = makeStatement(candidate, flag === undefined ? ineHash : account?.person.ineHash);
  if (account === undefined) {
    report.countPerson('pupil', 'created', uais);
    await spool.add({ op: 'create', person: toNewPerson(accountId, statement), keys });
  } else if (account.state !== 'SORTI' && isDeclared(account, declare(account, statement))) {
    report.countPerson('pupil', 'unchanged', uais);
    await spool.add({ op: 'keys', keys });
  } else {
    report.countPerson('pupil', 'changed', uais);
    await spool.add({ op: 'declare', accountId, statement, keys });
  }
}

/** An INE leads to the account of a pupil: of a record without a key of its own, it must not lead to somebody else's. */
function isRefused(
  { own, ineHash, place, pupil }: Candidate,
  account: ImportedAccount | undefined,
  state: PlanState,
): boolean {
  const { report } = state.tools;
  const uai = pupil.attachments[0]?.uai;
  if (own !== undefined || ineHash === undefined) return false;
  if (state.ines.has(ineHash)) {
    report.refuse('pupil', place, { code: 'ine-repeated' }, uai);
    return true;
  }
  if (account === undefined || !isSomebodyElse(account, pupil)) return false;
  report.refuse('pupil', place, { code: 'ine-of-other-pupil' }, uai);
  return true;
}

/** A record in conflict has no fingerprint: it is flagged again until it is corrected. */
function keysOf(
  candidate: Candidate,
  made: { accountId: string; run: string; isFlagged: boolean; byIne: PersonKey | undefined },
): PersonKey[] {
  const { pupil, ineHash } = candidate;
  const { accountId, run, isFlagged, byIne } = made;
  const key: PersonKey = {
    id: pupilKeyId(pupil.ref),
    accountId,
    ...(isFlagged ? {} : { fingerprint: candidate.fingerprint }),
    run,
    uais: uaisOf(candidate),
    links: pupil.guardians,
  };
  const claimsIne = ineHash !== undefined && !isFlagged && byIne?.accountId !== accountId;
  return claimsIne ? [key, { id: ineKeyId(ineHash), accountId, run }] : [key];
}

/** A deleted account is nobody's: who comes back gets a new one. */
function living(account: ImportedAccount | undefined): ImportedAccount | undefined {
  return account?.state === 'SUPPRIME' ? undefined : account;
}

function isSomebodyElse({ person }: ImportedAccount, pupil: FeedPupil): boolean {
  if (person.birthDate === undefined || pupil.birthDate === undefined) return false;
  return person.birthDate !== pupil.birthDate && normaliseName(person.sn) !== normaliseName(pupil.sn);
}

/** An INE that changes while the key of the source stays is for people to judge: the account keeps the former one (domain 14.1). */
function ineConflict(sides: {
  account: ImportedAccount | undefined;
  own: PersonKey | undefined;
  byIne: PersonKey | undefined;
  ineHash: string | undefined;
}): Reason | undefined {
  const { account, own, byIne, ineHash } = sides;
  if (own === undefined || account === undefined || ineHash === undefined) return undefined;
  if (byIne !== undefined && byIne.accountId !== account.id) return { code: 'ine-of-other-account' };
  const former = account.person.ineHash;
  return former === undefined || former === ineHash ? undefined : { code: 'ine-changed' };
}

function makeStatement({ pupil, own, cleared }: Candidate, ineHash: string | undefined): Statement {
  const { ref, sn, givenName, title, birthDate, attachments } = pupil;
  return {
    kind: 'pupil',
    ref,
    names: {
      sn,
      givenName,
      ...(title === undefined ? {} : { title }),
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(ineHash === undefined ? {} : { ineHash }),
    },
    places: attachments,
    children: [],
    cleared,
    before: saidBefore(own, 'pupil'),
  };
}

/** In a feed that is not complete, guardians are looked at again only where a link came or went, or a child moved. */
function noteLinks(
  { own, pupil: { guardians, attachments } }: Candidate,
  accountId: string,
  state: PlanState,
): void {
  if (state.feed.complete) return;
  const moved = attachments.map(({ uai }) => uai).join() !== own?.uais?.join();
  for (const ref of guardians) if (moved || !own?.links?.includes(ref)) state.affected.add(ref);
  for (const ref of own?.links ?? []) if (!guardians.includes(ref)) state.loseLink(ref, accountId);
}
