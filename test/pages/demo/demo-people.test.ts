import { identifierBase } from '../../../src/accounts/identifier.js';
import type { NewAccount } from '../../../src/accounts/ports.js';
import {
  demoAccounts,
  demoPassword,
  demoPeople,
  demoSchools,
  schoolYearOf,
} from '../../../src/demo/demo-people.js';
import { seedDemo } from '../../../src/demo/seed.js';
import { isUai } from '../../../src/uai.js';

const today = new Date('2026-11-24T09:00:00Z');
const accounts = demoAccounts('hash', today);
const named = (identifier: string): NewAccount => {
  const found = accounts.find((account) => account.identifier === identifier);
  if (found === undefined) throw new Error(identifier);
  return found;
};

describe('the demo people', () => {
  it('live in schools whose codes have the right key letter', () => {
    expect(demoSchools.map(({ uai }) => uai).filter((uai) => !isUai(uai))).toEqual([]);
  });

  it('are six pupils and four guardians, each with an id, an identifier and a number of their own', () => {
    expect(accounts.map(({ kind }) => kind).sort()).toEqual([
      ...Array<string>(4).fill('guardian'),
      ...Array<string>(6).fill('pupil'),
    ]);
    for (const key of ['id', 'identifier', 'frEduCtId'] as const) {
      expect(new Set(accounts.map((account) => account[key])).size).toBe(10);
    }
    expect(new Set(accounts.flatMap(({ person }) => person.schools[0]?.jointure ?? [])).size).toBe(10);
  });

  it('have identifiers by the rule that schools know', () => {
    for (const { identifier, givenName, sn } of demoPeople) {
      expect(identifier).toBe(identifierBase(givenName, sn));
    }
  });

  it('are the same at each start', () => {
    expect(demoAccounts('hash', today)).toEqual(accounts);
  });

  it('are of the age of their class, some over 15 and some under', () => {
    const ageOf = (identifier: string): number =>
      schoolYearOf(today) - Number(named(identifier).person.birthDate?.slice(0, 4));
    expect(ageOf('l.benali')).toBe(13);
    expect(ageOf('y.nguyen')).toBe(17);
    expect(ageOf('n.durand')).toBe(10);
  });

  it('begin their school year in August', () => {
    expect(schoolYearOf(new Date('2026-07-31T12:00:00Z'))).toBe(2025);
    expect(schoolYearOf(new Date('2026-08-01T12:00:00Z'))).toBe(2026);
  });

  it('have children that exist; one guardian has two, in two schools', () => {
    const ids = new Set(accounts.filter(({ kind }) => kind === 'pupil').map(({ id }) => id));
    for (const { person } of accounts) for (const id of person.childIds) expect(ids).toContain(id);
    const claire = named('c.durand').person;
    expect(claire.childIds).toHaveLength(2);
    expect(claire.schools.map(({ degree }) => degree).sort()).toEqual([1, 2]);
    expect(claire).not.toHaveProperty('birthDate');
  });

  it('have a password by the rules of the house', () => {
    expect(demoPassword.length).toBeGreaterThanOrEqual(12);
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/]) expect(demoPassword).toMatch(kind);
  });
});

describe('seedDemo', () => {
  const changed: string[] = [];
  const seed = (outcome: {
    existing?: readonly NewAccount[];
    taken?: readonly NewAccount[];
  }): Promise<void> =>
    seedDemo({
      accounts: {
        addMany: () => Promise.resolve({ added: 0, existing: [], taken: [], ...outcome }),
        replacePerson: (id) => Promise.resolve(changed.push(`person ${id}`) > 0),
        setPassword: (id, hash) => Promise.resolve(changed.push(`${hash} ${id}`) > 0),
      },
      schools: { saveMany: () => Promise.resolve() },
      hash: (password) => Promise.resolve(`hash of ${password}`),
      today,
    });

  it('sets right those who are there already', async () => {
    await seed({ existing: [named('e.durand')] });
    const id = named('e.durand').id;
    expect(changed).toEqual([`person ${id}`, `hash of ${demoPassword} ${id}`]);
  });

  it('says whose identifier somebody else has', async () => {
    await expect(seed({ taken: [named('c.durand')] })).rejects.toThrow(/c\.durand.*--data/);
  });
});
