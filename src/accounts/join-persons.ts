import type { Account, AccountChange, SchoolAttachment } from './ports.js';

type Joined = Pick<Account, 'person' | 'contact' | 'hiddenChildIds'>;

/**
 * What the target of a merge gets of the source: its places, with the academy and jointure that FrEduCtRefId is made of, its
 * children, those hidden among them, and its mobiles. Undefined: the target has it all.
 */
export function joinPersons(target: Joined, source: Joined): AccountChange | undefined {
  const schools = withOthers(target.person.schools, source.person.schools, placeKey);
  const childIds = withOthers(target.person.childIds, source.person.childIds, String);
  const hidden = withOthers(target.hiddenChildIds ?? [], hiddenOf(target, source), String);
  const mobiles = withOthers(target.contact?.mobiles ?? [], source.contact?.mobiles ?? [], String);
  const change: AccountChange = {};
  if (schools.length + childIds.length > target.person.schools.length + target.person.childIds.length)
    change.person = { ...target.person, schools, childIds };
  if (hidden.length > (target.hiddenChildIds ?? []).length) change.hiddenChildIds = hidden;
  if (mobiles.length > (target.contact?.mobiles ?? []).length)
    change.contact = { ...target.contact, mobiles };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** A child whom the target shows stays shown. */
function hiddenOf(target: Joined, { hiddenChildIds = [] }: Joined): readonly string[] {
  return hiddenChildIds.filter((id) => !target.person.childIds.includes(id));
}

function withOthers<T>(ours: readonly T[], theirs: readonly T[], keyOf: (one: T) => string): T[] {
  const known = new Set(ours.map(keyOf));
  return [...ours, ...theirs.filter((one) => !known.has(keyOf(one)))];
}

const placeKey = ({ uai, academy, jointure }: SchoolAttachment): string => [uai, academy, jointure].join('|');
