import { openStore, refusal, type TestStore } from './open-store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

describe('commands', () => {
  it('answers a cursor batch by batch, and forgets it after ten minutes', async () => {
    const collection = store.fresh();
    await collection.insertMany(Array.from({ length: 1000 }, (_, n) => ({ n })));
    const cursor = collection.find({}, { batchSize: 10 }).sort({ _id: 1 });
    expect((await cursor.next())?.['n']).toBe(0);
    expect((await cursor.toArray()).length).toBe(999);
    const left = collection.find({}, { batchSize: 2 });
    for (let turn = 0; turn < 2; turn++) await left.next();
    store.clock.advance(600_001);
    store.server.engine.cursors.expire(store.clock.now().getTime());
    expect(await refusal(left.next())).toMatchObject({ code: 43, codeName: 'CursorNotFound' });
  });

  it('goes on with a cursor while documents come and go', async () => {
    const collection = store.fresh();
    await collection.insertMany(Array.from({ length: 500 }, (_, n) => ({ _id: n as never })));
    const cursor = collection.find({}, { batchSize: 5 }).sort({ _id: 1 });
    await cursor.next();
    await collection.deleteMany({ _id: { $lt: 250 as never } });
    const rest = await cursor.toArray();
    expect(rest.length).toBeGreaterThanOrEqual(250);
    expect(rest.at(-1)).toEqual({ _id: 499 });
  });

  it('lets one of 32 win a single-use code', async () => {
    const collection = store.fresh();
    await collection.insertOne({ _id: 'code' as never, used: false });
    const tries = Array.from({ length: 32 }, (_, who) =>
      collection.findOneAndUpdate({ _id: 'code' as never, used: false }, { $set: { used: true, who } }),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
  });

  it('makes one document of 32 upserts at once', async () => {
    const collection = store.fresh();
    const tries = Array.from({ length: 32 }, () =>
      collection.findOneAndUpdate(
        { _id: 'x' as never },
        { $inc: { n: 1 } },
        { upsert: true, returnDocument: 'after' },
      ),
    );
    const counts = (await Promise.all(tries)).map((each) => each?.['n'] as number);
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, at) => at + 1));
  });

  it('leaves _id in what an exclusion shows, unless it is excluded by name', async () => {
    const collection = store.fresh();
    await collection.insertOne({ _id: 1 as never, a: 2, b: 3 });
    expect(await collection.findOne({}, { projection: { b: 0 } })).toEqual({ _id: 1, a: 2 });
    expect(await collection.findOne({}, { projection: { _id: 0, b: 0 } })).toEqual({ a: 2 });
  });

  it('makes an upsert from the equalities of its filter', async () => {
    const collection = store.fresh();
    const filter = { 'a.b': 1, c: { $eq: 'x' }, d: { $gt: 5 }, e: { $in: [7] } };
    await collection.updateOne(filter, { $set: { f: 2 }, $setOnInsert: { g: 3 } }, { upsert: true });
    expect(await collection.findOne({}, { projection: { _id: 0 } })).toEqual({
      a: { b: 1 },
      c: 'x',
      e: 7,
      f: 2,
      g: 3,
    });
  });

  it('keeps what an ordered insert wrote before its failure, and goes on in an unordered one', async () => {
    const collection = store.fresh();
    const documents = [1, 2, 1, 3].map((n) => ({ _id: n as never }));
    expect(await refusal(collection.insertMany(documents))).toMatchObject({ code: 11000 });
    expect(await collection.countDocuments()).toBe(2);
    await expect(collection.insertMany(documents, { ordered: false })).rejects.toMatchObject({
      insertedCount: 1,
    });
    expect(await collection.countDocuments()).toBe(3);
  });

  it('undoes a multi-update that fails half-way', async () => {
    const collection = store.fresh();
    await collection.insertMany([{ n: 1 }, { n: 'text' }, { n: 3 }]);
    expect(await refusal(collection.updateMany({}, { $inc: { n: 1 } }))).toMatchObject({ code: 14 });
    expect((await collection.distinct('n')).sort()).toEqual([1, 3, 'text']);
  });

  it('counts, lists values and aggregates', async () => {
    const collection = store.fresh();
    await collection.insertMany([
      { kind: 'pupil', n: 1, tags: ['a', 'b'] },
      { kind: 'guardian', n: 2, tags: ['b'] },
      { kind: 'pupil', n: 3 },
    ]);
    expect(await collection.countDocuments({ kind: 'pupil' })).toBe(2);
    expect(await collection.estimatedDocumentCount()).toBe(3);
    expect(await collection.distinct('tags')).toEqual(['a', 'b']);
    const pipeline = [{ $group: { _id: '$kind', total: { $sum: '$n' } } }, { $sort: { _id: 1 } }];
    expect(await collection.aggregate(pipeline).toArray()).toEqual([
      { _id: 'guardian', total: 2 },
      { _id: 'pupil', total: 4 },
    ]);
  });

  it('makes, lists and drops collections', async () => {
    const name = store.fresh().collectionName;
    await store.db.createCollection(name);
    expect(await store.db.listCollections({ name }).toArray()).toHaveLength(1);
    expect(await refusal(store.db.command({ create: name }))).toMatchObject({ code: 48 });
    await store.db.dropCollection(name);
    expect(await store.db.listCollections({ name }).toArray()).toEqual([]);
  });
});

describe('what the store does not have is refused by name', () => {
  const refusals: [string, object, number, string][] = [
    ['a command', { mapReduce: 'c' }, 59, 'CommandNotFound'],
    ['a field of a command', { find: 'c', foo: 1 }, 40415, 'Location40415'],
    ['an option', { find: 'c', collation: { locale: 'fr' } }, 115, 'CommandNotSupported'],
    ['a transaction', { find: 'c', txnNumber: 1, startTransaction: true }, 115, 'CommandNotSupported'],
    ['a filter operator', { find: 'c', filter: { a: { $near: 1 } } }, 2, 'BadValue'],
    ['a top-level operator', { find: 'c', filter: { $where: '1' } }, 2, 'BadValue'],
    ['a regex option', { find: 'c', filter: { a: { $regex: 'a', $options: 'q' } } }, 51108, 'Location51108'],
    ['an expression', { find: 'c', filter: { $expr: { $function: {} } } }, 168, 'InvalidPipelineOperator'],
    ['a projection', { find: 'c', projection: { a: { $slice: 1 } } }, 115, 'CommandNotSupported'],
    ['a mixed projection', { find: 'c', projection: { a: 1, b: 0 } }, 31254, 'Location31254'],
    ['a sort', { find: 'c', sort: { a: 2 } }, 15975, 'Location15975'],
    ['a stage', { aggregate: 'c', pipeline: [{ $out: 'd' }], cursor: {} }, 40324, 'Location40324'],
    [
      'an update by a pipeline',
      { findAndModify: 'c', query: {}, update: [{ $set: { a: 1 } }] },
      115,
      'CommandNotSupported',
    ],
    ['an update operator', { findAndModify: 'c', query: {}, update: { $bit: { a: 1 } } }, 9, 'FailedToParse'],
    [
      'array filters',
      { findAndModify: 'c', query: {}, update: { $set: { a: 1 } }, arrayFilters: [{ x: 1 }] },
      115,
      'CommandNotSupported',
    ],
    [
      'a text index',
      { createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 'a' }] },
      67,
      'CannotCreateIndex',
    ],
    [
      'an index option',
      { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', wildcardProjection: {} }] },
      40415,
      'Location40415',
    ],
  ];

  it.each(refusals)('%s', async (_, command, code, codeName) => {
    await store.db.collection('c').insertOne({});
    expect(await refusal(store.db.command(command as never))).toMatchObject({ code, codeName });
  });
});
