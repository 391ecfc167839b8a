import { BSON } from 'bson';
import { expireDocuments } from '../../../src/storage/embedded/engine/expire-documents.js';
import { openStore, refusal, type TestStore } from './open-store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

interface Stage {
  stage: string;
  indexName?: string;
  inputStage?: Stage;
}

async function explained(find: object): Promise<{ plan: string; documents: number }> {
  const { queryPlanner, executionStats } = (await store.db.command({ explain: find } as never)) as never as {
    queryPlanner: {
      winningPlan: Stage;
    };
    executionStats: { totalDocsExamined: number };
  };
  const { winningPlan } = queryPlanner;
  let leaf = winningPlan;
  while (leaf.inputStage) leaf = leaf.inputStage;
  const sorted = winningPlan.stage === 'SORT' ? 'SORT ' : '';
  return {
    plan: `${sorted}${leaf.stage} ${leaf.indexName ?? ''}`.trim(),
    documents: executionStats.totalDocsExamined,
  };
}

describe('uniqueness', () => {
  it('names the key in error 11000', async () => {
    const collection = store.fresh();
    await collection.createIndex({ mail: 1, kind: -1 }, { unique: true });
    await collection.insertOne({ mail: 'a@example.org', kind: 'pupil' });
    await collection.insertOne({ mail: 'a@example.org', kind: 'guardian' });
    await expect(collection.insertOne({ mail: 'a@example.org', kind: 'pupil' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { mail: 1, kind: -1 },
      keyValue: { mail: 'a@example.org', kind: 'pupil' },
    });
  });

  it('takes a missing field for null, unless the index is sparse or partial', async () => {
    const [plain, sparse, partial] = [store.fresh(), store.fresh(), store.fresh()];
    await plain.createIndex({ sub: 1 }, { unique: true });
    await sparse.createIndex({ sub: 1 }, { unique: true, sparse: true });
    await partial.createIndex(
      { sub: 1 },
      { unique: true, partialFilterExpression: { sub: { $type: 'string' } } },
    );
    for (const collection of [plain, sparse, partial]) await collection.insertOne({});
    await expect(plain.insertOne({ sub: null })).rejects.toMatchObject({ code: 11000 });
    await sparse.insertOne({});
    await partial.insertMany([{ sub: null }, { sub: 5 }, { sub: 5 }, { sub: 'x' }]);
    await expect(partial.insertOne({ sub: 'x' })).rejects.toMatchObject({ code: 11000 });
  });

  it('holds for each element of an array, for equal numbers, and for long keys', async () => {
    const collection = store.fresh();
    await collection.createIndex({ v: 1 }, { unique: true });
    await collection.insertOne({ v: ['a', 'b', 'a'] });
    await expect(collection.insertOne({ v: 'b' })).rejects.toMatchObject({ code: 11000 });
    await collection.insertOne({ v: new BSON.Int32(1) });
    await expect(collection.insertOne({ v: new BSON.Double(1) })).rejects.toMatchObject({ code: 11000 });
    await collection.insertOne({ v: `${'x'.repeat(5000)}1` });
    await collection.insertOne({ v: `${'x'.repeat(5000)}2` });
    await expect(collection.insertOne({ v: `${'x'.repeat(5000)}1` })).rejects.toMatchObject({ code: 11000 });
  });

  it('lets a value move and frees the old one', async () => {
    const collection = store.fresh();
    await collection.createIndex({ v: 1 }, { unique: true });
    await collection.insertMany([{ v: 1 }, { v: 2 }]);
    expect(await refusal(collection.updateOne({ v: 1 }, { $set: { v: 2 } }))).toMatchObject({ code: 11000 });
    await collection.updateOne({ v: 1 }, { $set: { v: 3 } });
    await collection.insertOne({ v: 1 });
    await collection.deleteOne({ v: 3 });
    await collection.insertOne({ v: 3 });
    expect(await collection.distinct('v')).toEqual([1, 2, 3]);
  });

  it('refuses an index that the documents break, and leaves nothing of it', async () => {
    const collection = store.fresh();
    await collection.insertMany([{ v: 1 }, { v: 1 }]);
    expect(await refusal(collection.createIndex({ v: 1 }, { unique: true }))).toMatchObject({ code: 11000 });
    expect(await collection.indexes()).toHaveLength(1);
    await collection.deleteOne({ v: 1 });
    await collection.createIndex({ v: 1 }, { unique: true });
    expect(await collection.indexes()).toHaveLength(2);
  });
});

describe('the catalogue of indexes', () => {
  it('takes the same index twice, and refuses another of its name or key', async () => {
    const collection = store.fresh();
    await collection.createIndex({ a: 1 }, { name: 'one' });
    await collection.createIndex({ a: 1 }, { name: 'one' });
    expect(await refusal(collection.createIndex({ b: 1 }, { name: 'one' }))).toMatchObject({ code: 86 });
    expect(await refusal(collection.createIndex({ a: 1 }, { name: 'two' }))).toMatchObject({ code: 85 });
    await collection.dropIndex('one');
    expect(await refusal(collection.dropIndex('one'))).toMatchObject({ code: 27 });
  });

  it('shows an index as it was asked for', async () => {
    const collection = store.fresh();
    await collection.createIndex(
      { at: 1 },
      { expireAfterSeconds: 60, partialFilterExpression: { kind: 'x' } },
    );
    expect((await collection.indexes())[1]).toEqual({
      v: 2,
      key: { at: 1 },
      name: 'at_1',
      expireAfterSeconds: 60,
      partialFilterExpression: { kind: 'x' },
    });
  });
});

describe('the planner', () => {
  it('takes the longest equality prefix, then a range, then the order', async () => {
    const collection = store.fresh();
    const find = collection.collectionName;
    await collection.insertMany(
      Array.from({ length: 200 }, (_, n) => ({ a: n % 10, b: n % 20, c: n, s: `name${n}` })),
    );
    await collection.createIndexes([
      { key: { a: 1 }, name: 'a' },
      { key: { a: 1, b: 1, c: -1 }, name: 'abc' },
      { key: { s: 1 }, name: 's' },
    ]);
    const ask = (filter: object, sort?: object) => explained({ find, filter, ...(sort && { sort }) });
    expect(await ask({ _id: 1 })).toEqual({ plan: 'IDHACK _id_', documents: 0 });
    expect(await ask({ a: 3, b: 3 })).toEqual({ plan: 'IXSCAN abc', documents: 10 });
    expect(await ask({ a: 3, b: 3, c: { $gt: 150 } })).toEqual({ plan: 'IXSCAN abc', documents: 2 });
    expect(await ask({ a: 3, b: 3 }, { c: 1 })).toEqual({ plan: 'IXSCAN abc', documents: 10 });
    expect(await ask({ a: 3, b: 3 }, { s: 1 })).toEqual({ plan: 'SORT IXSCAN abc', documents: 10 });
    expect(await ask({ s: { $regex: '^name19' } })).toEqual({ plan: 'IXSCAN s', documents: 11 });
    expect(await ask({ a: { $in: [1, 2] } })).toMatchObject({ documents: 40 });
    expect(await ask({ $or: [{ s: 'name1' }, { a: 1 }] })).toMatchObject({ documents: 20 });
    expect(await ask({ c: 5 })).toEqual({ plan: 'COLLSCAN', documents: 200 });
    expect(await explained({ find, filter: { a: 3 }, sort: { b: 1 }, limit: 1 })).toMatchObject({
      plan: 'IXSCAN abc',
      documents: 1,
    });
  });

  it('leaves a sparse or partial index when it could miss a match', async () => {
    const collection = store.fresh();
    const find = collection.collectionName;
    await collection.insertMany([{ a: 1, kind: 'x' }, { kind: 'x' }, { a: 1, kind: 'y' }]);
    await collection.createIndex({ a: 1 }, { sparse: true, name: 'sparse' });
    await collection.createIndex(
      { kind: 1, a: 1 },
      { partialFilterExpression: { kind: 'x' }, name: 'partial' },
    );
    expect(await explained({ find, filter: { a: null } })).toMatchObject({ plan: 'COLLSCAN' });
    expect(await explained({ find, filter: { a: 1 } })).toMatchObject({ plan: 'IXSCAN sparse' });
    expect(await explained({ find, filter: { kind: 'x', a: 1 } })).toMatchObject({ plan: 'IXSCAN partial' });
    expect(await explained({ find, filter: { kind: 'y' } })).toMatchObject({ plan: 'COLLSCAN' });
    expect(await collection.countDocuments({ a: null })).toBe(1);
  });

  it('counts by the index alone what lies under one text, the same as without it', async () => {
    const [bare, indexed] = [store.fresh(), store.fresh()];
    for (const path of ['v', 'v.w', 'v.0', 'u']) await indexed.createIndex({ [path]: 1 }, { sparse: true });
    await indexed.createIndex({ only: 1 }, { partialFilterExpression: { v: 'x' }, name: 'partial' });
    const values = [
      'x',
      ['x', 'x', 'y'],
      [['x']],
      { w: 'x' },
      [{ w: 'x' }, { w: ['x', 'z'] }],
      null,
      7,
      'xx',
    ];
    const documents = values.map((v, at) => ({ v, u: `u${at}`, only: 'x' }));
    for (const collection of [bare, indexed]) await collection.insertMany(structuredClone(documents));
    const counted: number[] = [];
    for (const filter of [
      { v: 'x' },
      { 'v.w': 'x' },
      { 'v.0': 'x' },
      { u: 'u3' },
      { only: 'x' },
      { v: 'q' },
    ]) {
      for (const options of [{}, { limit: 1 }, { skip: 1 }]) {
        const one = await bare.countDocuments(filter as never, options);
        const other = await indexed.countDocuments(filter as never, options);
        expect({ filter, options, n: other }).toEqual({ filter, options, n: one });
        counted.push(one);
      }
    }
    expect(counted).toEqual([2, 1, 1, 2, 1, 1, 1, 1, 0, 1, 1, 0, 8, 1, 7, 0, 0, 0]);
    const { collectionName: count } = indexed;
    expect(await explained({ count, query: { v: 'x' } })).toEqual({ plan: 'IXSCAN v_1', documents: 0 });
    expect(await explained({ count, query: { v: 'x', u: 'u0' } })).toMatchObject({ documents: 2 });
  });

  it('finds the same with an index as without, on both ends of a range over arrays', async () => {
    const collection = store.fresh();
    await collection.insertMany([{ v: [1, 20] }, { v: 7 }, { v: [8] }, { v: [] }, {}]);
    const filter = { v: { $gt: 5, $lt: 10 } };
    const before = (await collection.find(filter).toArray()).length;
    await collection.createIndex({ v: 1 });
    expect((await collection.find(filter).toArray()).length).toBe(before);
    expect(before).toBe(3);
  });

  it('obeys a hint, and refuses one that names nothing', async () => {
    const collection = store.fresh();
    await collection.insertOne({ a: 1, b: 1 });
    await collection.createIndex({ b: 1 }, { name: 'b' });
    expect(await explained({ find: collection.collectionName, filter: { a: 1 }, hint: 'b' })).toMatchObject({
      plan: 'IXSCAN b',
    });
    expect(await refusal(collection.find({}, { hint: 'zzz' }).toArray())).toMatchObject({ code: 2 });
  });
});

describe('TTL', () => {
  it('removes what has expired by the given clock, dates only', async () => {
    const collection = store.fresh();
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const now = store.clock.now().getTime();
    await collection.insertMany([
      { _id: 1, at: new Date(now - 61_000) },
      { _id: 2, at: new Date(now) },
      { _id: 3, at: 'text' },
      { _id: 4 },
    ] as never);
    expect(expireDocuments(store.server.engine)).toBe(1);
    store.clock.advance(61_000);
    expect(expireDocuments(store.server.engine)).toBe(1);
    expect(await collection.distinct('_id')).toEqual([3, 4]);
  });
});
