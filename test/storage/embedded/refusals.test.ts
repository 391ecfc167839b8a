import { BSON } from 'bson';
import fc from 'fast-check';
import { openStore, refusal, type TestStore } from './open-store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
  await store.db.collection('c').insertOne({ a: 1, d: [{ x: 1 }] });
});
afterAll(() => store.close());

const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z]{1,12}$/),
  fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'),
  fc.constantFrom(
    'where',
    'near',
    'text',
    'jsonSchema',
    'bit',
    'out',
    'merge',
    'graphLookup',
    'function',
    'bucket',
  ),
);
const unknown = name.map((each) => `$zz${each}`);
const dollar = name.map((each) => `$${each}`);
const operand = fc.constantFrom<unknown>(1, 'x', {}, [], { a: 1 }, null, ['$a', 1]);

/** Where a name that nobody knows can stand. */
const places: ((unknownName: string, value: unknown) => object)[] = [
  (key, value) => ({ [key.slice(1)]: 'c', value }),
  (key, value) => ({ find: 'c', [key.slice(1)]: value }),
  (key, value) => ({ find: 'c', filter: { [key]: value } }),
  (key, value) => ({ find: 'c', filter: { a: { [key]: value } } }),
  (key, value) => ({ find: 'c', filter: { a: { $not: { [key]: value } } } }),
  (key, value) => ({ find: 'c', filter: { d: { $elemMatch: { [key]: value } } } }),
  (key, value) => ({ find: 'none', filter: { $or: [{ a: { [key]: value } }] } }),
  (key, value) => ({ count: 'none', query: { a: { [key]: value } } }),
  (key, value) => ({ distinct: 'none', key: 'a', query: { a: { [key]: value } } }),
  (key, value) => ({ find: 'c', projection: { a: { [key]: value } } }),
  (key, value) => ({ aggregate: 'c', pipeline: [{ [key]: value }], cursor: {} }),
  (key, value) => ({ aggregate: 'none', pipeline: [{ $limit: 1 }, { [key]: value }], cursor: {} }),
  (key, value) => ({
    aggregate: 'none',
    pipeline: [{ $group: { _id: null, n: { [key]: value } } }],
    cursor: {},
  }),
  (key, value) => ({ aggregate: 'none', pipeline: [{ $addFields: { n: { [key]: value } } }], cursor: {} }),
  (key, value) => ({ find: 'none', filter: { $expr: { [key]: value } } }),
  (key, value) => ({ findAndModify: 'none', query: {}, update: { [key]: { a: value } } }),
  (key, value) => ({ findAndModify: 'none', query: { a: { [key]: value } }, update: { $set: { b: 1 } } }),
  (key, value) => ({
    findAndModify: 'none',
    query: {},
    update: { $push: { d: { $each: [], [key]: value } } },
  }),
  (key, value) => ({ createIndexes: 'c', indexes: [{ key: { q: 1 }, name: 'q', [key.slice(1)]: value }] }),
  (key, value) => ({ explain: { [key.slice(1)]: 'c' }, value }),
];

/** The code of a refusal, of the command or of its statement; undefined when it was taken. */
async function codeOf(command: object): Promise<unknown> {
  return store.db.command(command as never).then(
    () => undefined,
    (error: { code?: unknown; codeName?: unknown }) =>
      typeof error.codeName === 'string' ? error.code : 'no code name',
  );
}

describe('what the store does not know', () => {
  it.each(places.map((place, at) => ({ shown: JSON.stringify(place('$zzUnknown', 1)), at })))(
    'is refused with a code of its own: $shown',
    async ({ at }) => {
      const place = places[at] as (typeof places)[number];
      const property = fc.asyncProperty(unknown, operand, async (key, value) => {
        const code = await codeOf(place(key, value));
        expect(typeof code).toBe('number');
        expect([1, 8]).not.toContain(code);
      });
      await fc.assert(property, { seed: 4, numRuns: 25 });
    },
  );

  it('is no fault of the store under names that JavaScript knows', async () => {
    const anyPlace = fc.constantFrom(...places);
    const property = fc.asyncProperty(anyPlace, dollar, operand, async (place, key, value) => {
      expect([1, 8, 'no code name']).not.toContain(await codeOf(place(key, value)));
    });
    await fc.assert(property, { seed: 5, numRuns: 300 });
    expect({}).not.toHaveProperty('a');
  });

  it.each<[string, object, number]>([
    ['a regex to compare with', { find: 'c', filter: { a: { $gt: /a/ } } }, 2],
    ['a regex to differ from', { find: 'c', filter: { a: { $ne: /a/ } } }, 2],
    ['a divisor 0', { find: 'c', filter: { a: { $mod: [0, 1] } } }, 2],
    ['a negative size', { find: 'c', filter: { a: { $size: -1 } } }, 2],
    ['options without a regex', { find: 'c', filter: { a: { $options: 'i' } } }, 2],
    ['a wrong sort beside an _id', { find: 'c', filter: { _id: 1 }, sort: { a: 2 } }, 15975],
    [
      'stages of two names',
      { aggregate: 'c', pipeline: [{ $match: {}, $sort: { a: 1 } }], cursor: {} },
      40323,
    ],
    ...['$lookup', '$facet', '$replaceRoot', '$sortByCount', '$unionWith', '$out', '$merge'].map(
      (name): [string, object, number] => [
        `${name}, which the product does not use`,
        { aggregate: 'c', pipeline: [{ [name]: {} }], cursor: {} },
        40324,
      ],
    ),
    ...['$let', '$reduce', '$mergeObjects', '$function'].map((name): [string, object, number] => [
      `${name}, which the product does not use`,
      { aggregate: 'c', pipeline: [{ $addFields: { a: { [name]: [] } } }], cursor: {} },
      168,
    ]),
    ['a $rename onto itself', { findAndModify: 'c', query: {}, update: { $rename: { a: 'a' } } }, 2],
    ['a $rename below itself', { findAndModify: 'c', query: {}, update: { $rename: { a: 'a.b' } } }, 2],
    [
      'positions in a compound index',
      { createIndexes: 'c', indexes: [{ key: { 'd.0': 1, a: 1 }, name: 'p' }] },
      67,
    ],
  ])('refuses %s', async (_, command, code) => {
    expect(await refusal(store.db.command(command as never))).toMatchObject({ code });
  });
});

describe('names and shapes at the edge', () => {
  it('keeps empty, dotted and dollar names that an insert brings', async () => {
    const collection = store.fresh();
    const document = { '': 1, 'a.b': 2, $c: 3, a: { b: 4 } };
    await collection.insertOne({ ...document });
    expect(await collection.findOne({ 'a.b': 4 }, { projection: { _id: 0 } })).toEqual(document);
    expect(await refusal(collection.updateOne({}, { $set: { '': 2 } }))).toMatchObject({ code: 56 });
    expect(await refusal(collection.updateOne({}, { $set: { 'a.': 2 } }))).toMatchObject({ code: 56 });
  });

  it('refuses a document deeper than 180 levels with 15, and stays', async () => {
    const collection = store.fresh();
    const nested = (levels: number): object =>
      Array.from({ length: levels }).reduce<object>((inner) => ({ a: inner }), {});
    await collection.insertOne(nested(179));
    expect(await refusal(collection.insertOne(nested(181)))).toMatchObject({ code: 15 });
    expect(await refusal(collection.updateOne({}, { $set: { a: nested(181) } }))).toMatchObject({ code: 15 });
    expect(await collection.countDocuments()).toBe(1);
  });

  it('takes no field for a prototype', async () => {
    const collection = store.fresh();
    const bytes = BSON.serialize(JSON.parse('{"__proto__": {"polluted": true}, "n": 1}') as object);
    await collection.insertOne(BSON.deserialize(bytes));
    await collection.aggregate([{ $addFields: { x: '$__proto__' } }, { $group: { _id: '$x' } }]).toArray();
    await collection.find({}, { projection: { __proto__: 1 } }).toArray();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
