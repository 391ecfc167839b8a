import { isIne } from '../../../src/directory/ine.js';
import { schoolYearOf } from '../../../src/directory/school-levels.js';
import { makeFamilies, type FamiliesOrder } from '../../../src/directory/synthetic/make-families.js';
import { makeSchool } from '../../../src/directory/synthetic/make-school.js';
import { isUai } from '../../../src/uai.js';
import { SeededRandom } from '../../../src/random.js';

const order: FamiliesOrder = { schools: 5, pupils: 203, guardians: 150, schoolYear: 2026 };
const make = (given: Partial<FamiliesOrder> = {}, seed = 'a') => [
  ...makeFamilies({ ...order, ...given }, new SeededRandom(seed)),
];

describe('Synthetic families', () => {
  it.each([
    [{}],
    [{ pupils: 1, guardians: 1 }],
    [{ pupils: 14, guardians: 16 }],
    [{ pupils: 10, guardians: 0 }],
    [{ pupils: 0, guardians: 7 }],
    [{ pupils: 3, guardians: 50, schools: 1 }],
  ])('are exactly as many people as asked for: %j', (given) => {
    const families = make(given);
    const wanted = { ...order, ...given };
    expect(families.flatMap(({ pupils }) => pupils.map(({ index }) => index))).toEqual(
      Array.from({ length: wanted.pupils }, (_, index) => index),
    );
    expect(families.flatMap(({ guardians }) => guardians.map(({ index }) => index))).toEqual(
      Array.from({ length: wanted.guardians }, (_, index) => index),
    );
  });

  it('are the same for the same seed, and others for another', () => {
    expect(make()).toEqual(make());
    expect(make({}, 'b')).not.toEqual(make());
  });

  it('have children of the right age for their class, in a class of their school', () => {
    const schools = new Map(
      Array.from({ length: 5 }, (_, index) => makeSchool(index)).map((s) => [s.school.uai, s]),
    );
    for (const { person, ine } of make().flatMap(({ pupils }) => pupils)) {
      const [attachment] = person.schools;
      const school = schools.get(attachment!.uai)!;
      const room = school.rooms.find(({ className }) => className === attachment!.className)!;
      expect(attachment).toMatchObject({ degree: school.school.degree });
      expect(attachment!.level).toBe(room.level.mefstat4);
      expect(Number(person.birthDate!.slice(0, 4))).toBe(2026 - room.level.age);
      expect(isIne(ine)).toBe(true);
    }
  });

  it('attach each guardian to every school of the children, by a jointure of their own', () => {
    const families = make();
    for (const { pupils, guardians } of families) {
      const uais = new Set(pupils.flatMap(({ person }) => person.schools.map(({ uai }) => uai)));
      for (const { person } of guardians) expect(new Set(person.schools.map(({ uai }) => uai))).toEqual(uais);
    }
    const jointures = families.flatMap(({ pupils, guardians }) =>
      [...pupils, ...guardians].map(({ person }) => person.schools[0]?.jointure),
    );
    expect(new Set(jointures).size).toBe(353);
  });

  it('live near schools with right UAIs, all different, and of both degrees', () => {
    const schools = Array.from({ length: 9000 }, (_, index) => makeSchool(index).school);
    expect(schools.every(({ uai }) => isUai(uai))).toBe(true);
    expect(new Set(schools.map(({ uai }) => uai)).size).toBe(9000);
    expect(new Set(schools.map(({ degree }) => degree))).toEqual(new Set([1, 2]));
  });
});

describe('The school year', () => {
  it('begins on 1 September', () => {
    expect(schoolYearOf(new Date('2026-08-31T23:59:59Z'))).toBe(2025);
    expect(schoolYearOf(new Date('2026-09-01T00:00:00Z'))).toBe(2026);
  });
});
