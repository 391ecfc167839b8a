import { Decimal128, Int32, Long } from 'bson';
import { Aggregator } from 'mingo';
import { openStore, refusal, type TestStore } from './open-store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const none = { projection: { _id: 0 } };

/** What mingo alone makes of the same documents and stages. */
function bare(documents: object[], pipeline: object[]): unknown[] {
  return new Aggregator(pipeline as never).run(documents as never);
}

async function aggregated(documents: object[], pipeline: object[]): Promise<unknown[]> {
  const collection = store.fresh();
  if (documents.length > 0)
    await collection.insertMany(documents.map((each, _id) => ({ _id, ...each })) as never);
  return collection.aggregate([...pipeline]).toArray();
}

describe('faults of mingo 7 in aggregations that the store does not have', () => {
  const missing = [{ $project: { _id: 0, less: { $lt: ['$none', 5] } } }];

  it('a missing value comes before every number', async () => {
    expect(bare([{ a: 1 }], missing)).toEqual([{ less: false }]);
    expect(await aggregated([{ a: 1 }], missing)).toEqual([{ less: true }]);
  });

  it('$push leaves a missing value out', async () => {
    const pipeline = [{ $group: { _id: null, all: { $push: '$none' } } }];
    expect(bare([{ a: 1 }], pipeline)).not.toEqual([{ _id: null, all: [] }]);
    expect(await aggregated([{ a: 1 }], pipeline)).toEqual([{ _id: null, all: [] }]);
  });

  it('$count of nothing is no document', async () => {
    const pipeline = [{ $group: { _id: '$a' } }, { $count: 'n' }];
    expect(bare([], pipeline)).toEqual([{ n: 0 }]);
    expect(await aggregated([], pipeline)).toEqual([]);
  });

  it('$sum refuses a Decimal128 instead of leaving it out', async () => {
    const [documents, pipeline] = [
      [{ n: Decimal128.fromString('2.5') }],
      [{ $group: { _id: null, sum: { $sum: '$n' } } }],
    ];
    expect(bare(documents, pipeline)).toEqual([{ _id: null, sum: 0 }]);
    expect(await refusal(aggregated(documents, pipeline))).toMatchObject({
      code: 115,
      codeName: 'CommandNotSupported',
    });
  });
});

describe('what statistics ask', () => {
  const pupils = [
    { school: 'A', active: true, at: new Date('2026-03-01T23:30:00Z'), n: 1 },
    { school: 'A', active: false, at: new Date('2026-03-02T08:00:00Z'), n: 2 },
    { school: 'B', active: true, at: new Date('2026-07-01T22:30:00Z'), n: 3 },
  ];

  it('counts by a condition, and adds up', async () => {
    const active = { $sum: { $cond: [{ $eq: ['$active', true] }, 1, 0] } };
    const group = {
      $group: { _id: '$school', all: { $sum: 1 }, active, mean: { $avg: '$n' }, last: { $max: '$at' } },
    };
    expect(await aggregated(pupils, [group, { $sort: { _id: 1 } }])).toEqual([
      { _id: 'A', all: 2, active: 1, mean: 1.5, last: pupils[1]?.at },
      { _id: 'B', all: 1, active: 1, mean: 3, last: pupils[2]?.at },
    ]);
  });

  it('groups by the day of Paris, in winter and in summer', async () => {
    const day = { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'Europe/Paris' } };
    expect(await aggregated(pupils, [{ $group: { _id: day } }, { $sort: { _id: 1 } }])).toEqual([
      { _id: '2026-03-02' },
      { _id: '2026-07-02' },
    ]);
    expect(await aggregated(pupils.slice(0, 1), [{ $project: { _id: 0, h: { $hour: '$at' } } }])).toEqual([
      { h: 23 },
    ]);
  });

  it('writes a date in small letters', async () => {
    const documents = [{ at: new Date(-1) }];
    const lower = [{ $project: { _id: 0, at: { $toLower: '$at' } } }];
    expect(await aggregated(documents, lower)).toEqual([{ at: '1969-12-31t23:59:59.999z' }]);
  });

  it('keeps the types of numbers', async () => {
    const collection = store.fresh();
    await collection.insertMany([{ n: Long.fromString('9007199254740993') }, { n: new Int32(1) }]);
    const options = { promoteValues: false };
    const [sum] = await collection
      .aggregate([{ $group: { _id: null, n: { $sum: '$n' } } }], options)
      .toArray();
    expect(String(sum?.['n'])).toBe('9007199254740994');
  });
});

describe('cases that the comparison with a second server found', () => {
  it('an exclusion keeps _id', async () => {
    const collection = store.fresh();
    await collection.insertOne({ _id: 1 as never, a: 1, b: 2 });
    expect(await collection.findOne({}, { projection: { a: 0 } })).toEqual({ _id: 1, b: 2 });
    expect(await collection.findOneAndUpdate({}, { $set: { a: 2 } }, { projection: { b: 0 } })).toEqual({
      _id: 1,
      a: 1,
    });
  });

  it('two fields of one array are indexed together, element by element', async () => {
    const collection = store.fresh();
    await collection.createIndex({ 'd.x': 1, 'd.y': 1 }, { unique: true });
    await collection.insertOne({
      d: [
        { x: 1, y: 1 },
        { x: 2, y: 2 },
      ],
    });
    await collection.insertOne({ d: [{ x: 1, y: 2 }] });
    expect(await refusal(collection.insertOne({ d: [{ x: 2, y: 2 }] }))).toMatchObject({ code: 11000 });
    expect(await collection.countDocuments({ 'd.x': 1, 'd.y': 2 })).toBe(2);
    expect(await collection.countDocuments({ d: { $elemMatch: { x: 1, y: 2 } } })).toBe(1);
    const nested = store.fresh();
    await nested.insertMany([{ d: [] }, { d: [[]] }, { d: [['x']] }, { d: ['x'] }, { d: [{ length: 1 }] }]);
    expect(await nested.countDocuments({ d: { $elemMatch: {} } })).toBe(3);
    expect(await nested.countDocuments({ d: { $elemMatch: { 0: 'x' } } })).toBe(1);
    expect(await nested.countDocuments({ d: { $elemMatch: { length: 1 } } })).toBe(1);
    await collection.createIndex({ c: 1, e: 1 });
    expect(await refusal(collection.insertOne({ c: [1], e: [1] }))).toMatchObject({ code: 171 });
  });

  it('new fields come in the order of their names, numbers by value', async () => {
    const collection = store.fresh();
    await collection.insertOne({ z: 1 });
    await collection.updateOne({}, { $set: { y: 1, a: 2 }, $inc: { m: 1 }, $rename: { z: 'b' } });
    expect(Object.keys((await collection.findOne({}, none)) ?? {})).toEqual(['a', 'b', 'm', 'y']);
  });

  it('the same key can be indexed once unique and once not', async () => {
    const collection = store.fresh();
    await collection.createIndex({ a: 1 }, { name: 'plain' });
    await collection.createIndex({ a: 1 }, { name: 'unique', unique: true });
    expect(await refusal(collection.createIndex({ a: 1 }, { name: 'again' }))).toMatchObject({ code: 85 });
  });

  it('a change from 0 to -0 and from an integer to a double is a change', async () => {
    const collection = store.fresh();
    await collection.insertOne({ n: 0.5, m: 1 });
    await collection.updateOne({}, { $set: { n: -0 } });
    expect(await collection.updateOne({}, { $set: { n: -0 } })).toMatchObject({ modifiedCount: 0 });
    expect(await collection.updateOne({}, { $set: { n: new Int32(0) } })).toMatchObject({ modifiedCount: 1 });
  });

  it.each<[string, object, object, number]>([
    ['$rename through a scalar', { a: 1 }, { $rename: { 'a.b': 'c' } }, 28],
    ['$rename out of an array', { d: [{ x: 1 }] }, { $rename: { 'd.0.x': 'c' } }, 2],
    ['$rename into an array', { a: 1, d: [1] }, { $rename: { a: 'd.0' } }, 2],
  ])('%s is refused', async (_, before, change, code) => {
    const collection = store.fresh();
    await collection.insertOne({ ...before });
    expect(await refusal(collection.updateOne({}, change))).toMatchObject({ code });
  });

  it.each<[string, object]>([
    ['one path twice', { a: 1, $and: [{ a: 1 }] }],
    ['a path and a part of it', { a: { x: 1 }, 'a.x': 1 }],
    ['all of two values', { a: { $all: [1, 2] } }],
  ])('an upsert refuses equalities of %s', async (_, filter) => {
    const said = await refusal(store.fresh().updateOne(filter, { $set: { b: 1 } }, { upsert: true }));
    expect(said).toMatchObject({ code: 54 });
  });

  it('an element at a position is one value, also when it is an array', async () => {
    const collection = store.fresh();
    await collection.insertOne({ a: [[3], [4]] });
    expect(await collection.countDocuments({ 'a.0': 3 })).toBe(0);
    expect(await collection.countDocuments({ 'a.0': [3] as never })).toBe(1);
  });

  it('a refused updateMany counts nothing as changed', async () => {
    const collection = store.fresh();
    await collection.insertMany([{ n: 1 }, { n: 'text' }]);
    const updates = [{ q: {}, u: { $inc: { n: 1 } }, multi: true }];
    expect(await store.db.command({ update: collection.collectionName, updates })).toMatchObject({
      n: 0,
      nModified: 0,
    });
  });
});
