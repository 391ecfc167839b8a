import type { ImportedAccount } from '../ports.js';
import { guardianKeyId, refOfKey } from './person-key-id.js';
import type { PlanState } from './plan-state.js';

/**
 * The children that the other AAF records of a guardian's account link to it: one guardian may have two jointures in one feed,
 * both with a link to one child, and what one of them takes back the other still says. `isDescribed`: whose links count, once
 * all guardians of the feed were read.
 */
export async function childrenByOthers(
  account: ImportedAccount,
  ref: string,
  state: PlanState,
  isDescribed: (ref: string) => boolean = () => true,
): Promise<Set<string>> {
  const children = new Set(state.declaredChildren.get(account.id));
  const refs = new Set(
    account.person.schools.flatMap(({ academy, jointure }) =>
      academy === undefined || jointure === undefined ? [] : [`${academy}:${jointure}`],
    ),
  );
  refs.delete(ref);
  if (refs.size === 0) return children;
  for (const other of refs) {
    if (!isDescribed(other)) continue;
    for (const ordinal of state.links.of(other)) children.add(state.ids.get(ordinal));
  }
  if (state.feed.complete) return children;
  const known = await state.tools.keys.findMany([...refs].map(guardianKeyId));
  for (const key of known.values()) {
    const other = refOfKey(key);
    const removed = state.removedLinks.get(other);
    for (const child of state.guardians.isGone(other) ? [] : (key.links ?? []))
      if (removed?.has(child) !== true) children.add(child);
  }
  return children;
}
