import mongoose from 'mongoose';
import { faultSize, reportFault } from '../../../support/fault-size.js';
import { openStore, refusal, type TestStore } from '../open-store.js';

const cursors = faultSize(1_000, 10_000);
const documents = 2_000;
const megabyte = 1024 * 1024;

describe('cursors', () => {
  let store: TestStore;
  let collection: mongoose.mongo.Collection;
  beforeAll(async () => {
    store = await openStore();
    collection = store.fresh();
    const filler = 'x'.repeat(1000);
    await collection.insertMany(Array.from({ length: documents }, (_, n) => ({ n, filler })));
  });
  afterAll(() => store.close());

  const open = async (command: object = {}): Promise<mongoose.mongo.Document> =>
    store.db.command({ find: collection.collectionName, filter: {}, batchSize: 86, ...command });
  const more = (id: unknown, batchSize = 1000): Promise<mongoose.mongo.Document> =>
    store.db.command({ getMore: id, collection: collection.collectionName, batchSize });

  it(`keeps ${cursors} of them by their position alone, and each goes on where it was`, async () => {
    global.gc?.();
    const before = process.memoryUsage().rss;
    const ids: unknown[] = [];
    for (let n = 0; n < cursors; n++) ids.push((await open()).cursor.id);
    global.gc?.();
    const kilobytes = (process.memoryUsage().rss - before) / 1024 / cursors;
    reportFault('open cursors', { cursors, kilobytesEach: Math.round(kilobytes) });
    expect(store.server.engine.cursors.size).toBe(cursors);
    // 254 documents are read ahead of such a cursor: 270 kB, if it kept them.
    expect(kilobytes).toBeLessThan(100);
    for (const id of [ids[0], ids.at(-1)]) {
      const { cursor } = await more(id);
      expect(cursor.nextBatch.map(({ n }: { n: number }) => n)).toEqual(
        Array.from({ length: 1000 }, (_, at) => at + 86),
      );
    }
    await store.db.command({ killCursors: collection.collectionName, cursors: ids });
    expect(store.server.engine.cursors.size).toBe(0);
  });

  it('refuses sorted answers that wait, beyond 256 MB of them', async () => {
    const heavy = store.fresh();
    const bytes = Buffer.alloc(megabyte / 2);
    await heavy.insertMany(Array.from({ length: 40 }, (_, n) => ({ n, bytes })));
    const sorted = { find: heavy.collectionName, sort: { n: 1 }, projection: { n: 1 }, batchSize: 1 };
    const each = 20 * megabyte;
    let refused: Awaited<ReturnType<typeof refusal>> | undefined;
    let opened = 0;
    for (; !refused && opened < 200; opened++) {
      const asked = open(sorted);
      refused = await asked.then(
        () => undefined,
        () => refusal(asked),
      );
    }
    expect(refused).toMatchObject({ code: 146, codeName: 'ExceededMemoryLimit' });
    expect(opened * each).toBeGreaterThan(240 * megabyte);
    expect(opened * each).toBeLessThan(300 * megabyte);
    store.server.engine.cursors.expire(performance.now() + 600_001);
    expect((await open(sorted)).cursor.firstBatch).toHaveLength(1);
  });

  it('closes one that was left alone for ten minutes, whatever the clock is set to', async () => {
    const { cursors: all } = store.server.engine;
    all.expire(performance.now() + 600_001);
    const { cursor } = await open();
    store.clock.set('1999-01-01T00:00:00Z');
    all.expire(performance.now() + 599_000);
    store.clock.set('2099-01-01T00:00:00Z');
    all.expire(performance.now() + 599_000);
    expect((await more(cursor.id, 1)).cursor.nextBatch).toHaveLength(1);
    all.expire(performance.now() + 601_000);
    expect(await refusal(more(cursor.id))).toMatchObject({ code: 43, codeName: 'CursorNotFound' });
  });

  it('outlives a connection, since a driver may go on by another, and ends with its session', async () => {
    const client = await new mongoose.mongo.MongoClient(store.server.uri).connect();
    const before = store.server.engine.cursors.size;
    const cursor = client.db('test').collection(collection.collectionName).find().batchSize(10);
    await cursor.next();
    expect(store.server.engine.cursors.size).toBe(before + 1);
    await client.close();
    expect(store.server.engine.cursors.size).toBe(before);
  });

  it('tells a reader that its collection or index was dropped', async () => {
    const doomed = store.fresh();
    await doomed.insertMany(Array.from({ length: 500 }, (_, n) => ({ n })));
    await doomed.createIndex({ n: 1 });
    const start = (): Promise<mongoose.mongo.Document> =>
      store.db.command({ find: doomed.collectionName, filter: { n: { $gte: 0 } }, batchSize: 150 });
    const goOn = ({ cursor }: mongoose.mongo.Document): Promise<unknown> =>
      store.db.command({ getMore: cursor.id, collection: doomed.collectionName });
    const byIndex = await start();
    await doomed.dropIndexes();
    expect(await refusal(goOn(byIndex))).toMatchObject({ code: 175, codeName: 'QueryPlanKilled' });
    const byAll = await start();
    await doomed.drop();
    expect(await refusal(goOn(byAll))).toMatchObject({ code: 175 });
  });
});

describe('long reads', () => {
  let store: TestStore;
  let collection: mongoose.mongo.Collection;
  const large = 5_000;
  beforeAll(async () => {
    store = await openStore();
    collection = store.fresh();
    for (let n = 0; n < large; n += 1000)
      await collection.insertMany(
        Array.from({ length: 1000 }, (_, at) => ({ n: ((n + at) * 7919) % large, even: at % 2 === 0 })),
      );
  });
  afterAll(() => store.close());

  it.each([
    ['a count', () => collection.countDocuments({ even: true })],
    ['a scan', () => collection.findOne({ n: -1 })],
    ['distinct values', () => collection.distinct('even')],
    ['a sort', () => collection.find().sort({ n: 1 }).toArray()],
    [
      'an aggregation',
      () => collection.aggregate([{ $match: { even: true } }, { $group: { _id: '$n' } }]).toArray(),
    ],
  ])('let others be answered during %s', async (_, read) => {
    const order: string[] = [];
    const long = read().then(() => order.push('long'));
    await new Promise((resolve) => setTimeout(resolve, 1));
    const short = store.db.command({ ping: 1 }).then(() => order.push('short'));
    await Promise.all([long, short]);
    expect(order).toEqual(['short', 'long']);
  });

  it('sort in BSON order over many runs, with a window', async () => {
    const numbers = async (skip: number, limit: number): Promise<number[]> =>
      (await collection.find().sort({ n: -1 }).skip(skip).limit(limit).toArray()).map(({ n }) => Number(n));
    const all = Array.from({ length: large }, (_, at) => large - 1 - at);
    expect(await numbers(0, 0)).toEqual(all);
    expect(await numbers(2500, 100)).toEqual(all.slice(2500, 2600));
  });

  it('end when they take longer than maxTimeMS', async () => {
    const work = store.db.command({ count: collection.collectionName, query: { even: false }, maxTimeMS: 1 });
    expect(await refusal(work)).toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
  });

  it('refuses to sort more than 100 MB in memory', async () => {
    const heavy = store.fresh();
    const bytes = Buffer.alloc(4 * megabyte);
    for (let n = 0; n < 26; n++) await heavy.insertOne({ n: n % 7, bytes });
    expect(await refusal(heavy.find().sort({ n: 1 }).toArray())).toMatchObject({ code: 292 });
    expect(await heavy.find().sort({ n: 1 }).limit(3).project({ n: 1 }).toArray()).toHaveLength(3);
  });
});
