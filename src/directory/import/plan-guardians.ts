import type { Change, FeedGuardian } from '../feed/feed-item.js';
import type { PersonKey } from '../ports.js';
import { familiesOf } from './families.js';
import {
  fingerprint,
  noteChildren,
  uaisOf,
  type Candidate,
  type GuardianItem,
} from './guardian-candidate.js';
import { matchKey } from './match-key.js';
import { guardianKeyId } from './person-key-id.js';
import type { PlanState } from './plan-state.js';
import { settleGuardian } from './settle-guardian.js';

/** Decides what becomes of a batch of guardians, given their keys, all pupils of the feed having been planned. */
export async function planGuardians(
  items: readonly GuardianItem[],
  keys: ReadonlyMap<string, PersonKey>,
  state: PlanState,
): Promise<void> {
  const { tools } = state;
  const families = await familiesOf(items, keys, state);
  const whole = await completeChanges(items, keys, state);
  const looked: Candidate[] = [];
  const refs = new Set<string>();
  for (const item of whole) {
    const { ref, place, guardian } = item;
    if (refs.has(ref) || state.guardians.has(ref)) {
      tools.report.refuse('guardian', place, { code: 'record-repeated' });
      continue;
    }
    refs.add(ref);
    const own = keys.get(guardianKeyId(ref));
    const family = families.get(ref) ?? { children: [], places: [] };
    if (family.children.length === 0 && (own === undefined || state.feed.complete)) {
      tools.report.report.withoutLegalLink += 1;
      continue;
    }
    const contact = {
      ...(guardian.mail === undefined ? {} : { mail: guardian.mail }),
      mobiles: guardian.mobiles,
    };
    const match = matchKey(guardian, contact);
    const candidate = { ...item, own, family, contact, match, fingerprint: fingerprint(guardian, family) };
    if (own?.fingerprint === candidate.fingerprint && state.trusts(own)) keep(candidate, own, state);
    else looked.push(candidate);
  }
  if (looked.length > 0) await settleAll(looked, state);
}

/** What is unsaid is what the account has: of a change, and of one whose links alone changed. */
async function completeChanges(
  items: readonly GuardianItem[],
  keys: ReadonlyMap<string, PersonKey>,
  { tools }: PlanState,
): Promise<(GuardianItem & { guardian: FeedGuardian })[]> {
  const ids = items.flatMap(({ ref, guardian }) =>
    guardian ? [] : (keys.get(guardianKeyId(ref))?.accountId ?? []),
  );
  const accounts = new Map((await tools.accounts.findMany(ids)).map((account) => [account.id, account]));
  return items.flatMap((item) => {
    const { ref, guardian, change, place } = item;
    if (guardian !== undefined) return [{ ...item, guardian }];
    const account = accounts.get(keys.get(guardianKeyId(ref))?.accountId ?? '');
    if (account === undefined) {
      if (change === undefined) tools.report.refuse('link', place, { code: 'guardian-nowhere' });
      else tools.report.refuse('guardian', place, { code: 'guardian-unknown' });
      return [];
    }
    const { cleared = [], ...said }: Partial<Change<FeedGuardian>> = change ?? {};
    const { sn, givenName, title } = account.person;
    const { mail, mobiles = [] } = account.contact ?? {};
    const former = {
      sn,
      givenName,
      mobiles,
      ...(title === undefined || cleared.includes('title') ? {} : { title }),
      ...(mail === undefined || cleared.includes('mail') ? {} : { mail }),
    };
    return [{ ...item, guardian: { ...former, ...said, ref } }];
  });
}

function keep(candidate: Candidate, own: PersonKey, state: PlanState): void {
  state.match(own);
  state.addGuardian(candidate, own.accountId);
  if (state.feed.format !== 'aaf') noteChildren(candidate, own.accountId, state);
  state.tools.report.countPerson('guardian', 'unchanged', uaisOf(candidate));
  state.tools.report.countLinks('unchanged', candidate.family.children.length);
}

async function settleAll(candidates: readonly Candidate[], state: PlanState): Promise<void> {
  const { keys, accounts } = state.tools;
  const matches = await keys.findMany(candidates.flatMap(({ match }) => match ?? []));
  const ids = new Set(
    [...matches.values(), ...candidates.flatMap(({ own }) => own ?? [])].map(({ accountId }) => accountId),
  );
  const found = new Map((await accounts.findMany([...ids])).map((account) => [account.id, account]));
  const merged = [...found.values()].flatMap(({ mergedInto }) => mergedInto ?? []);
  for (const account of await accounts.findMany(merged)) found.set(account.id, account);
  for (const candidate of candidates) {
    await settleGuardian(
      candidate,
      candidate.match === undefined ? undefined : matches.get(candidate.match),
      {
        found,
        state,
      },
    );
  }
}
