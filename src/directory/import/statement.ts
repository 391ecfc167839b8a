import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Person, SchoolAttachment, SchoolContact } from '../../accounts/ports.js';
import { normaliseName } from '../feed/normalise-name.js';
import type { ImportedAccount, NewPerson, PersonKey } from '../ports.js';
import type { Clearable, PersonKind } from '../feed/feed-item.js';

/** What one source says of a person now, and what it said last: the rest of the account comes from other sources. */
export interface Statement {
  kind: PersonKind;
  ref: string;
  /** Absent: the source no longer names the person. */
  names?: Pick<Person, 'sn' | 'givenName' | 'title' | 'birthDate' | 'ineHash'>;
  places: readonly SchoolAttachment[];
  /** Guardian: account ids of the children with a legal link. */
  children: readonly string[];
  contact?: SchoolContact;
  /** What the source emptied: what is only unsaid stays. */
  cleared?: readonly Clearable[];
  before: { uais: readonly string[]; children: readonly string[] };
}

/** A person as it is once a statement was heard. */
export type Declared = Pick<NewPerson, 'person' | 'contact' | 'searchName'> & {
  /** No school declares the person any more. */
  gone: boolean;
};

/** What a source said last, by its key. */
export function saidBefore(key: PersonKey | undefined, kind: PersonKind): Statement['before'] {
  return { uais: key?.uais ?? [], children: kind === 'guardian' ? (key?.links ?? []) : [] };
}

/** The person once `statement` was heard. @throws TypeError when there is neither an account nor a name. */
export function declare(account: ImportedAccount | undefined, statement: Statement): Declared {
  const former = account?.person;
  const names = statement.names ?? former;
  if (names === undefined) throw new TypeError('a statement without names about nobody');
  const schools =
    statement.kind === 'pupil' ? pupilSchools(former, statement) : guardianSchools(former, statement);
  const childIds = joinChildren(former?.childIds ?? [], statement);
  const gone = statement.kind === 'pupil' ? schools.length === 0 : childIds.length === 0;
  const isKept = (name: Clearable): boolean => statement.cleared?.includes(name) !== true;
  const { title = isKept('title') ? former?.title : undefined } = names;
  const { birthDate = isKept('birthDate') ? former?.birthDate : undefined } = names;
  const { ineHash = former?.ineHash } = names;
  const person: Person = {
    sn: names.sn,
    givenName: names.givenName,
    ...(title === undefined ? {} : { title }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(ineHash === undefined ? {} : { ineHash }),
    schools: gone && schools.length === 0 ? (former?.schools ?? []) : schools,
    childIds,
  };
  const contact = statement.contact ?? account?.contact;
  const searchName = `${normaliseName(names.sn)} ${normaliseName(names.givenName)}`;
  return { person, searchName, gone, ...(contact === undefined ? {} : { contact }) };
}

/** The account to make of somebody new. */
export function toNewPerson(id: string, statement: Statement): NewPerson {
  const { person, contact, searchName } = declare(undefined, statement);
  return { id, kind: statement.kind, person, searchName, ...(contact === undefined ? {} : { contact }) };
}

/** True when the account says so already. */
export function isDeclared(account: ImportedAccount, { person, contact, searchName }: Declared): boolean {
  return (
    account.searchName === searchName &&
    isDeepStrictEqual(account.person, person) &&
    isDeepStrictEqual(account.contact, contact)
  );
}

/** A feed of one school knows no jointure: that of the academy's feed stays. */
function pupilSchools(former: Person | undefined, { places, before }: Statement): SchoolAttachment[] {
  const now = new Set(places.map(({ uai }) => uai));
  const olds = former?.schools ?? [];
  const others = olds.filter(({ uai }) => !now.has(uai) && !before.uais.includes(uai));
  const kept = places.map((place) => {
    const old = olds.find(({ uai }) => uai === place.uai);
    if (old === undefined || place.jointure !== undefined) return place;
    const { academy, jointure, structureId } = old;
    const known = Object.entries({ academy, jointure, structureId }).filter(
      ([, value]) => value !== undefined,
    );
    return { ...place, ...Object.fromEntries(known) };
  });
  return [...kept, ...others];
}

function guardianSchools(former: Person | undefined, { ref, places, before }: Statement): SchoolAttachment[] {
  const source = sourceOf(ref);
  const isOurs = (place: SchoolAttachment): boolean =>
    place.academy === source.academy && place.jointure === source.jointure;
  const now = new Set(places.map(({ uai }) => uai));
  const others = (former?.schools ?? []).filter(
    (old) => !isOurs(old) || (!now.has(old.uai) && !before.uais.includes(old.uai)),
  );
  return [...places, ...others];
}

function joinChildren(former: readonly string[], { children, before }: Statement): string[] {
  const others = former.filter((id) => !children.includes(id) && !before.children.includes(id));
  return [...children, ...others];
}

/** The academy and jointure of a ref; neither for that of a single school. */
export function sourceOf(ref: string): Pick<SchoolAttachment, 'academy' | 'jointure'> {
  const [, academy, jointure] = /^(\d{1,3}):(.+)$/.exec(ref) ?? [];
  return academy === undefined || jointure === undefined ? {} : { academy, jointure };
}

/** What a source says, in 96 bits: the same text again, and nothing has to be compared. */
export function fingerprintOf(parts: readonly unknown[]): string {
  return hash('sha1', JSON.stringify(parts), 'base64url').slice(0, 16);
}
