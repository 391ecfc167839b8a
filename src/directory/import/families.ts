import type { PersonKey } from '../ports.js';
import { guardianKeyId } from './person-key-id.js';
import type { ChildPlace, PlanState } from './plan-state.js';

/** The children that a source links to a guardian, and their schools, each once. */
export interface Family {
  /** Account ids, those known before first. */
  children: readonly string[];
  /** In the order of UAI. */
  places: readonly ChildPlace[];
}

/**
 * The families of a batch of guardians, by ref. In a complete feed its links are all there are at its schools: an academy may
 * send its primary schools and the others apart. In another feed they come on top of those known before, less those taken away.
 */
export async function familiesOf(
  items: readonly { ref: string }[],
  keys: ReadonlyMap<string, PersonKey>,
  state: PlanState,
): Promise<Map<string, Family>> {
  const named = new Map(items.map(({ ref }) => [ref, namedChildren(ref, state)]));
  const formers = (ref: string): string[] => {
    const removed = state.removedLinks.get(ref);
    const links = keys.get(guardianKeyId(ref))?.links ?? [];
    return links.filter((id) => named.get(ref)?.has(id) !== true && removed?.has(id) !== true);
  };
  const others = await loadOthers([...named.keys()].flatMap(formers), state);
  return new Map(
    [...named].map(([ref, places]) => {
      for (const id of formers(ref)) {
        const schools = others.get(id);
        if (schools !== undefined) places.set(id, schools);
      }
      return [ref, toFamily(places, keys.get(guardianKeyId(ref))?.links ?? [])];
    }),
  );
}

type Children = Map<string, readonly ChildPlace[]>;

function namedChildren(ref: string, state: PlanState): Children {
  return new Map(state.links.takeOf(ref).map((ordinal) => [state.ids.get(ordinal), state.placesOf(ordinal)]));
}

/** Children known before whom the feed does not name, and who stay all the same. */
async function loadOthers(ids: readonly string[], state: PlanState): Promise<Children> {
  if (ids.length === 0) return new Map();
  const accounts = state.feed.complete
    ? await state.elsewhere(ids)
    : await state.tools.accounts.findMany([...new Set(ids)]);
  return new Map(accounts.map(({ id, person }) => [id, person.schools]));
}

function toFamily(children: Children, former: readonly string[]): Family {
  const ids = [...children.keys()];
  const byUai = new Map([...children.values()].flat().map(({ uai, degree }) => [uai, { uai, degree }]));
  return {
    children: [...former.filter((id) => children.has(id)), ...ids.filter((id) => !former.includes(id))],
    places: [...byUai.values()].sort((one, other) => (one.uai < other.uai ? -1 : 1)),
  };
}
