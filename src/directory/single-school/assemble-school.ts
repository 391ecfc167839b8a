import type { FeedGuardian, FeedItem, FeedPupil, Place } from '../feed/feed-item.js';
import { FeedError } from '../feed/feed-error.js';
import { normaliseName } from '../feed/normalise-name.js';
import { fingerprintOf } from '../import/statement.js';
import type { School } from '../ports.js';

/** A pupil of a school's own export, which has no key that lasts from one export to the next (domain 14.2, 14.3). */
export interface LocalPupil {
  place: Place;
  /** Names the pupil within this export. */
  id: string;
  /** Number that the school keeps for the pupil (ELENOET), when the export has it. */
  number?: string;
  ine?: string;
  sn: string;
  givenName: string;
  title?: 'M.' | 'Mme';
  birthDate?: string;
  className?: string;
  level?: string;
}

export interface LocalGuardian extends Omit<FeedGuardian, 'ref' | 'academy' | 'jointure'> {
  place: Place;
  /** Ids of the pupils with a legal link. */
  children: readonly string[];
}

/** Most pupils that a school has: the export of one is held in memory, and a larger one is none. */
export const mostPupils = 20_000;

/** @throws FeedError when an export of one school has more than any school. */
export function checkSize(file: string, count: number): void {
  if (count > mostPupils * 5) throw new FeedError({ code: 'people-many', values: { file } });
}

/** The items of one school, its people under refs that last: by the school's number, else by names and birth date. */
export function assembleSchool(
  school: { place: Place; school: School },
  pupils: readonly LocalPupil[],
  guardians: readonly LocalGuardian[],
): FeedItem[] {
  const { uai } = school.school;
  const refs = pupilRefs(uai, pupils);
  const guardianRef = guardianRefs(uai, guardians, refs);
  const linked = new Map<string, string[]>();
  for (const guardian of guardians) {
    const ref = guardianRef.get(guardian) ?? '';
    for (const child of guardian.children) linked.set(child, [...(linked.get(child) ?? []), ref]);
  }
  return [
    { type: 'school', ...school },
    ...pupils.map((pupil): FeedItem => {
      const feedPupil = toFeedPupil(pupil, school.school, { refs, linked });
      return { type: 'pupil', place: pupil.place, pupil: feedPupil };
    }),
    ...guardians.map((guardian): FeedItem => {
      const { place, sn, givenName, title, mail, mobiles } = guardian;
      const known = { ...(title === undefined ? {} : { title }), ...(mail === undefined ? {} : { mail }) };
      const ref = guardianRef.get(guardian) ?? '';
      return { type: 'guardian', place, guardian: { ref, sn, givenName, mobiles, ...known } };
    }),
  ];
}

function toFeedPupil(
  pupil: LocalPupil,
  { uai, degree }: School,
  known: { refs: ReadonlyMap<string, string>; linked: ReadonlyMap<string, string[]> },
): FeedPupil {
  const { id, ine, sn, givenName, title, birthDate, className, level } = pupil;
  const attachment = {
    uai,
    degree,
    ...(className === undefined ? {} : { className }),
    ...(level === undefined ? {} : { level }),
  };
  return {
    ref: known.refs.get(id) ?? '',
    sn,
    givenName,
    ...(ine === undefined ? {} : { ine }),
    ...(title === undefined ? {} : { title }),
    ...(birthDate === undefined ? {} : { birthDate }),
    attachments: [attachment],
    guardians: [...new Set(known.linked.get(id) ?? [])],
  };
}

/** Two of one name and one birth date are told apart by their INE. */
function pupilRefs(uai: string, pupils: readonly LocalPupil[]): Map<string, string> {
  const names = pupils.map(({ number, sn, givenName, birthDate }) =>
    number === undefined
      ? fingerprintOf([normaliseName(sn), normaliseName(givenName), birthDate])
      : `n${number}`,
  );
  const repeated = repeatedOf(names);
  return new Map(
    pupils.map(({ id, ine }, place) => {
      const name = names[place] ?? '';
      return [id, `${uai}:${repeated.has(name) ? `${name}.${fingerprintOf([ine ?? id])}` : name}`];
    }),
  );
}

/** Two guardians of one name are told apart by the first of their children, in the order of their refs. */
function guardianRefs(
  uai: string,
  guardians: readonly LocalGuardian[],
  pupils: ReadonlyMap<string, string>,
): Map<LocalGuardian, string> {
  const names = guardians.map(({ sn, givenName }) =>
    fingerprintOf([normaliseName(sn), normaliseName(givenName)]),
  );
  const repeated = repeatedOf(names);
  return new Map(
    guardians.map((guardian, place) => {
      const name = names[place] ?? '';
      const [first = ''] = guardian.children.map((child) => pupils.get(child) ?? '').sort();
      return [guardian, `${uai}:${repeated.has(name) ? `${name}.${fingerprintOf([first])}` : name}`];
    }),
  );
}

function repeatedOf(names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.has(name) || !seen.add(name)));
}
