import type { Place, PersonKind } from '../feed/feed-item.js';
import type { ImportedAccount, PersonKey } from '../ports.js';
import { childrenByOthers } from './other-records.js';
import { guardianKeyId, isPupilKey, pupilKeyId, refOfKey } from './person-key-id.js';
import type { PlanState } from './plan-state.js';
import { declare, saidBefore, sourceOf, type Statement } from './statement.js';

/** Share of a school's persons that may vanish without being asked about (domain 14.1). */
const believed = 0.1;

/**
 * Who is missing from a complete feed has left (domain 14.1): the source no longer declares the person at that school.
 * A school where more than a tenth vanish is put on the report's list of schools to ask about.
 */
export async function planDepartures(state: PlanState): Promise<void> {
  const { keys, report } = state.tools;
  for (const uai of report.uais()) {
    const known = await keys.countOfSchool(uai);
    if (known === 0 || known === state.matched.get(uai)) continue;
    let missing = 0;
    for await (const batch of keys.ofSchool(uai)) missing += await planMissing(batch, uai, state);
    if (missing > known * believed)
      report.report.stopped.push({ uai, name: report.nameOf(uai), missing, known });
  }
}

/** The records of a school that the feed does not name; gives the number of persons who left it. */
async function planMissing(batch: readonly PersonKey[], uai: string, state: PlanState): Promise<number> {
  const lost = batch.filter((key) => {
    const ref = refOfKey(key);
    if (isPupilKey(key)) return !state.pupils.has(ref);
    return state.feed.hasGuardians && !state.guardians.has(ref);
  });
  const accounts = await loadAccounts(lost, state);
  let missing = 0;
  for (const key of lost) {
    const account = accounts.get(key.accountId);
    if (account !== undefined && isLiving(account) && !state.isSeen(account.id)) missing += 1;
    const firstHere = key.uais?.find((one) => state.tools.report.hasSchool(one));
    const uais = (key.uais ?? []).filter((one) => !state.tools.report.hasSchool(one));
    // Of a person lost at several schools of the feed, the first says so for all.
    if (uai === firstHere) await planLoss(key, { uais, uai, account }, state);
  }
  return missing;
}

function isLiving({ state }: ImportedAccount): boolean {
  return state !== 'SORTI' && state !== 'SUPPRIME' && state !== 'FUSIONNE';
}

/** A person whom the feed names as gone: at every school of the source. */
export async function planGone(
  items: readonly { place: Place; kind: PersonKind; ref: string }[],
  state: PlanState,
): Promise<void> {
  const names = items.map(({ kind, ref }) => (kind === 'pupil' ? pupilKeyId(ref) : guardianKeyId(ref)));
  const keys = await state.tools.keys.findMany(names);
  const accounts = await loadAccounts([...keys.values()], state);
  for (const key of keys.values()) {
    const [uai = ''] = key.uais ?? [];
    const ref = refOfKey(key);
    if (isPupilKey(key)) {
      for (const guardian of key.links ?? []) state.loseLink(guardian, key.accountId);
      state.pupils.add(ref);
    } else state.guardians.remove(ref);
    state.match(key);
    await planLoss(key, { uais: [], uai, account: accounts.get(key.accountId) }, state);
  }
}

async function loadAccounts(
  keys: readonly PersonKey[],
  state: PlanState,
): Promise<Map<string, ImportedAccount>> {
  const found = await state.tools.accounts.findMany([...new Set(keys.map(({ accountId }) => accountId))]);
  return new Map(found.map((account) => [account.id, account]));
}

/** The source takes the person from all schools but `uais`. */
async function planLoss(
  key: PersonKey,
  loss: { uais: readonly string[]; uai: string; account: ImportedAccount | undefined },
  state: PlanState,
): Promise<void> {
  const { report, run, spool } = state.tools;
  const { uais, uai, account } = loss;
  const kind = isPupilKey(key) ? 'pupil' : 'guardian';
  const stay = kind === 'guardian' && uais.length > 0 ? await state.elsewhere(key.links ?? []) : [];
  const links = stay.map(({ id }) => id);
  const emptied: PersonKey = { id: key.id, accountId: key.accountId, run, uais, links };
  if (account === undefined) {
    await spool.add({ op: 'keys', keys: [emptied] });
    return;
  }
  const elsewhere = kind === 'pupil' ? state.schoolsSeen(account.id) : [];
  const before = saidBefore(key, kind);
  const others =
    kind === 'guardian'
      ? await childrenByOthers(account, refOfKey(key), state, (ref) => state.guardians.has(ref))
      : new Set();
  const said = {
    uais: before.uais.filter((one) => !elsewhere.includes(one)),
    children: before.children.filter((id) => !others.has(id)),
  };
  const { academy, jointure } = sourceOf(refOfKey(key));
  const stays = account.person.schools.filter(
    (place) =>
      uais.includes(place.uai) &&
      (kind === 'pupil' || (place.academy === academy && place.jointure === jointure)),
  );
  const statement: Statement = { kind, ref: refOfKey(key), places: stays, children: links, before: said };
  await spool.add({ op: 'declare', accountId: account.id, statement, keys: [emptied] });
  if (!isLiving(account)) return;
  if (kind === 'guardian') report.countLinks('left', (key.links ?? []).length - links.length);
  if (declare(account, statement).gone && !state.isSeen(account.id)) report.countPerson(kind, 'left', [uai]);
}
