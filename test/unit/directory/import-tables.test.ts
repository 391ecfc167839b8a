import fc from 'fast-check';
import { AccountTable } from '../../../src/directory/import/account-table.js';
import { GuardianRefs } from '../../../src/directory/import/guardian-refs.js';
import { LinkTable } from '../../../src/directory/import/link-table.js';
import { PlanMemory } from '../../../src/directory/import/plan-memory.js';
import { TextTable } from '../../../src/directory/import/text-table.js';

/** What a plan remembers of a million people, held against a Map and plain lists. */
const many = 40_000;

describe('texts', () => {
  test('each has one ordinal, in the order of the first time', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), fc.string({ maxLength: 3 }), (texts, other) => {
        const table = new TextTable(new PlanMemory());
        const distinct = [...new Set(texts)];
        for (const text of texts) expect(table.add(text)).toBe(distinct.indexOf(text));
        expect(table.ordinalOf(other)).toBe(distinct.includes(other) ? distinct.indexOf(other) : undefined);
        expect(table.has(other)).toBe(distinct.includes(other));
      }),
    );
  });

  test('as many as fill several pieces', () => {
    const table = new TextTable(new PlanMemory());
    for (let number = 0; number < many; number += 1) table.add(`p:A:${number}`);
    for (let number = 0; number < many; number += 1) expect(table.ordinalOf(`p:A:${number}`)).toBe(number);
    expect(table.has(`p:A:${many}`)).toBe(false);
  });
});

const id = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 }),
  fc.constantFrom('0'.repeat(32), 'f'.repeat(32), '', 'a1', 'DEADBEEF'.repeat(4), 'élève'),
);

describe('account ids', () => {
  test('come back as they were, and are found under the last ordinal', () => {
    fc.assert(
      fc.property(fc.array(id), id, (ids, other) => {
        const table = new AccountTable(new PlanMemory());
        expect(ids.map((one) => table.push(one))).toEqual([...ids.keys()]);
        expect(ids.map((_one, ordinal) => table.get(ordinal))).toEqual(ids);
        const last = ids.lastIndexOf(other);
        expect(table.ordinalOf(other)).toBe(last === -1 ? undefined : last);
      }),
    );
  });

  test('made in one millisecond, as many as fill several pieces', () => {
    const table = new AccountTable(new PlanMemory());
    const nth = (number: number): string => `0192c3d4e5f6${number.toString(16).padStart(20, '0')}`;
    for (let number = 0; number < many; number += 1) table.push(nth(number));
    for (let number = 0; number < many; number += 1) expect(table.ordinalOf(nth(number))).toBe(number);
    expect(table.get(many - 1)).toBe(nth(many - 1));
  });
});

test('guardians: linked, described, gone', () => {
  const refs = new GuardianRefs(new PlanMemory());
  refs.add('linked');
  refs.describe('described');
  refs.remove('gone');
  expect(['linked', 'described', 'gone', 'unknown'].map((ref) => refs.has(ref))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(['linked', 'described', 'gone', 'unknown'].map((ref) => refs.isGone(ref))).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

test('links, by guardian and with their places', () => {
  const link = fc.record({ guardian: fc.constantFrom('g1', 'g2', 'g3'), pupil: fc.nat(9), line: fc.nat(5) });
  const file = fc.record({ name: fc.string({ maxLength: 2 }), links: fc.array(link) });
  fc.assert(
    fc.property(fc.array(file), fc.subarray(['g1', 'g2', 'g3', 'g4']), (files, asked) => {
      const refs = new GuardianRefs(new PlanMemory());
      refs.describe('g3');
      const table = new LinkTable(refs, new PlanMemory());
      const all = files.flatMap(({ name, links }) => links.map((one) => ({ ...one, file: name })));
      for (const { guardian, pupil, file: name, line } of all)
        table.add(guardian, pupil, { file: name, line });
      for (const ref of asked) {
        const pupils = all.filter(({ guardian }) => guardian === ref).map(({ pupil }) => pupil);
        expect([...table.of(ref)]).toEqual([...pupils].reverse());
        expect(table.takeOf(ref)).toEqual(pupils);
        expect(table.takeOf(ref)).toEqual(pupils);
      }
      const left = all.filter(({ guardian }) => !asked.includes(guardian));
      expect([...table.unused()]).toEqual(left.map(({ file: name, line }) => ({ file: name, line })));
    }),
  );
});
