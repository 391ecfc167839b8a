import type { Person, SchoolAttachment } from '../../accounts/ports.js';
import type { Random } from '../../random.js';
import { Dice } from './dice.js';
import { boys, familyNames, girls } from './french-names.js';
import { makeSchool, syntheticAcademy, type SyntheticSchool } from './make-school.js';

/** What to make. The same order and the same chance make the same people. */
export interface FamiliesOrder {
  schools: number;
  pupils: number;
  guardians: number;
  /** Calendar year in which the school year begins: ages follow from it. */
  schoolYear: number;
}

export interface SyntheticPupil {
  /** 0 for the first of all. */
  index: number;
  person: Omit<Person, 'childIds'>;
  ine: string;
}

export interface SyntheticGuardian {
  index: number;
  person: Omit<Person, 'childIds'>;
}

/** Children living together, and those legally responsible for each of them. */
export interface SyntheticFamily {
  pupils: readonly SyntheticPupil[];
  guardians: readonly SyntheticGuardian[];
}

/** Children per family, in turn: 1.75 on average. */
const sizes = [1, 2, 1, 3, 2, 1, 2, 2] as const;
const perRound = sizes.reduce<number>((sum, size) => sum + size, 0);

/** Families one at a time, never all in memory. Guardians are spread evenly over them: two each when there are enough. */
export function* makeFamilies(order: FamiliesOrder, random: Random): Generator<SyntheticFamily> {
  const dice = new Dice(random);
  const schools = Array.from({ length: order.schools }, (_, index) => makeSchool(index));
  const families = order.pupils === 0 ? order.guardians : countFamilies(order.pupils);
  let pupils = 0;
  let guardians = 0;
  for (let family = 0; family < families; family += 1) {
    const size = order.pupils === 0 ? 0 : Math.min(sizeOf(family), order.pupils - pupils);
    const sn = dice.pick(familyNames);
    const firstPupil = pupils;
    const children = Array.from({ length: size }, (_, place) => {
      const one = { index: firstPupil + place, sn };
      return makePupil(one, { school: dice.pick(schools), schoolYear: order.schoolYear, dice });
    });
    const until = Math.floor(((family + 1) * order.guardians) / families);
    const adults = Array.from({ length: until - guardians }, (_, place) =>
      makeGuardian({ index: guardians + place, place, sn }, children, dice),
    );
    pupils += size;
    guardians = until;
    yield { pupils: children, guardians: adults };
  }
}

function sizeOf(family: number): number {
  return sizes[family % sizes.length] as number;
}

function countFamilies(pupils: number): number {
  let count = Math.floor(pupils / perRound) * sizes.length;
  for (let placed = Math.floor(pupils / perRound) * perRound; placed < pupils; placed += sizeOf(count - 1))
    count += 1;
  return count;
}

interface Place {
  school: SyntheticSchool;
  schoolYear: number;
  dice: Dice;
}

function makePupil({ index, sn }: { index: number; sn: string }, place: Place): SyntheticPupil {
  const { school: chosen, schoolYear, dice } = place;
  const { school, rooms } = chosen;
  const { className, level } = dice.pick(rooms);
  const girl = dice.chance(50);
  const born = new Date(Date.UTC(schoolYear - level.age, 0, 1 + dice.roll(365)));
  const attachment: SchoolAttachment = {
    uai: school.uai,
    degree: school.degree,
    academy: syntheticAcademy,
    jointure: String(1_000_000 + index),
    structureId: String(1_000_000 + index),
    className,
    ...(level.mefstat4 === undefined ? {} : { level: level.mefstat4 }),
  };
  const person = {
    sn,
    givenName: dice.pick(girl ? girls : boys),
    title: girl ? ('Mme' as const) : ('M.' as const),
    birthDate: born.toISOString().slice(0, 10),
    schools: [attachment],
  };
  return { index, person, ine: `${String(990_000_000 + (index % 10_000_000)).padStart(9, '0')}ZZ` };
}

function makeGuardian(
  { index, place, sn }: { index: number; place: number; sn: string },
  children: readonly SyntheticPupil[],
  dice: Dice,
): SyntheticGuardian {
  const woman = place % 2 === 0;
  const jointure = String(5_000_000 + index);
  const schools = new Map<string, SchoolAttachment>();
  for (const { person } of children) {
    for (const { uai, degree } of person.schools) {
      schools.set(uai, { uai, degree, academy: syntheticAcademy, jointure });
    }
  }
  const person = {
    sn: place > 0 && dice.chance(40) ? dice.pick(familyNames) : sn,
    givenName: dice.pick(woman ? girls : boys),
    title: woman ? ('Mme' as const) : ('M.' as const),
    schools: [...schools.values()],
  };
  return { index, person };
}
