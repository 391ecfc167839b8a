import type { SchoolAttachment } from '../../accounts/ports.js';
import type { Change, Clearable, FeedPupil, Place } from '../feed/feed-item.js';
import { hashIne } from '../ine.js';
import type { PersonKey } from '../ports.js';
import { ineKeyId, pupilKeyId } from './person-key-id.js';
import type { PlanState } from './plan-state.js';
import { fingerprint, remember, uaisOf, type Candidate } from './pupil-candidate.js';
import { settlePupil } from './settle-pupil.js';

/** A pupil of the feed: a whole record, or what changes in one. */
export type PupilItem =
  | { type: 'pupil'; place: Place; pupil: FeedPupil }
  | { type: 'pupil-change'; place: Place; change: Change<FeedPupil> };

/** A whole record; of one completed from the account, the INE is known by its hash alone. */
interface WholePupil {
  place: Place;
  pupil: FeedPupil;
  knownHash?: string | undefined;
  cleared?: readonly Clearable[];
}

/** Decides what becomes of a batch of pupils, given their keys: nothing more is read when nothing changed. */
export async function planPupils(
  items: readonly PupilItem[],
  keys: ReadonlyMap<string, PersonKey>,
  state: PlanState,
): Promise<void> {
  const { tools } = state;
  const whole = await completeChanges(items, keys, state);
  const looked: Candidate[] = [];
  const refs = new Set<string>();
  for (const { place, pupil, knownHash, cleared = [] } of whole) {
    if (refs.has(pupil.ref) || state.pupils.has(pupil.ref)) {
      tools.report.refuse('pupil', place, { code: 'record-repeated' }, pupil.attachments[0]?.uai);
      continue;
    }
    refs.add(pupil.ref);
    const own = keys.get(pupilKeyId(pupil.ref));
    const ineHash = pupil.ine === undefined ? knownHash : hashIne(pupil.ine, tools.ineKey);
    const candidate = { place, pupil, ineHash, own, cleared, fingerprint: fingerprint(pupil, ineHash) };
    if (own?.fingerprint === candidate.fingerprint && state.trusts(own))
      keep(candidate, own.accountId, state);
    else looked.push(candidate);
  }
  if (looked.length > 0) await settleAll(looked, state);
}

/** The source's ref of the pupil. */
export function refOf(item: PupilItem): string {
  return item.type === 'pupil' ? item.pupil.ref : item.change.ref;
}

/** A delta says only what changes: the rest is what the source said before. */
async function completeChanges(
  items: readonly PupilItem[],
  keys: ReadonlyMap<string, PersonKey>,
  { tools }: PlanState,
): Promise<WholePupil[]> {
  const ids = items.flatMap((item) =>
    item.type === 'pupil' ? [] : (keys.get(pupilKeyId(refOf(item)))?.accountId ?? []),
  );
  const accounts = new Map((await tools.accounts.findMany(ids)).map((account) => [account.id, account]));
  return items.flatMap((item): WholePupil[] => {
    if (item.type === 'pupil') return [item];
    const key = keys.get(pupilKeyId(item.change.ref));
    const account = accounts.get(key?.accountId ?? '');
    if (key === undefined || account === undefined) {
      tools.report.refuse('pupil', item.place, { code: 'pupil-unknown' });
      return [];
    }
    const { schools, ineHash, sn, givenName, title, birthDate } = account.person;
    const { cleared = [], ...said } = item.change;
    const places = schools.filter(({ uai }) => key.uais?.includes(uai));
    const attachments = cleared.includes('className') ? places.map(withoutClass) : places;
    const known = {
      ...(title === undefined || cleared.includes('title') ? {} : { title }),
      ...(birthDate === undefined || cleared.includes('birthDate') ? {} : { birthDate }),
    };
    const former = { sn, givenName, ...known, attachments, guardians: key.links ?? [] };
    return [{ place: item.place, pupil: { ...former, ...said }, cleared, knownHash: ineHash }];
  });
}

function withoutClass(place: SchoolAttachment): SchoolAttachment {
  const school = { ...place };
  delete school.className;
  delete school.level;
  return school;
}

function keep(candidate: Candidate, accountId: string, state: PlanState): void {
  state.match(candidate.own);
  remember(candidate, accountId, state);
  state.tools.report.countPerson('pupil', 'unchanged', uaisOf(candidate));
}

async function settleAll(candidates: readonly Candidate[], state: PlanState): Promise<void> {
  const { keys, accounts } = state.tools;
  const ineKeys = candidates.flatMap(({ ineHash }) => (ineHash === undefined ? [] : [ineKeyId(ineHash)]));
  const byIne = await keys.findMany(ineKeys);
  const ids = new Set(
    [...byIne.values(), ...candidates.flatMap(({ own }) => own ?? [])].map((key) => key.accountId),
  );
  const found = new Map((await accounts.findMany([...ids])).map((account) => [account.id, account]));
  for (const candidate of candidates) {
    const { ineHash } = candidate;
    const known = ineHash === undefined ? undefined : byIne.get(ineKeyId(ineHash));
    await settlePupil(candidate, known, { found, state });
  }
}
