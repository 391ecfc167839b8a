import fc from 'fast-check';
import mongoose from 'mongoose';
import { startSecondServer, type SecondServer } from '../../support/second-server.js';
import { openStore, type TestStore } from './open-store.js';

type Collection = mongoose.mongo.Collection<{ _id: number }>;

const runs = Number(process.env['FUZZ_RUNS'] ?? 60);
const longestCase = 8;

let store: TestStore;
let second: SecondServer;
let client: mongoose.mongo.MongoClient;

beforeAll(async () => {
  store = await openStore();
  second = await startSecondServer();
  client = await new mongoose.mongo.MongoClient(second.uri).connect();
}, 120_000);
afterAll(async () => {
  await client.close();
  await second.stop();
  await store.close();
});

/** Values of the kinds that the models keep. */
const scalar = fc.oneof(
  fc.constantFrom('a', 'b', 'ab', 'Noé', ''),
  fc.integer({ min: -2, max: 5 }),
  fc.constantFrom(0.5, 2.5, null, true, false),
  fc.constantFrom(new Date(0), new Date(86_400_000)),
);
const embedded = fc.record({ x: scalar, y: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] });
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  embedded,
  fc.array(scalar, { maxLength: 3 }),
  fc.array(embedded, { maxLength: 2 }),
);
const document = fc.record(
  { a: value, b: scalar, c: fc.array(scalar, { maxLength: 3 }), n: fc.integer({ min: -3, max: 3 }) },
  { requiredKeys: ['n'] },
);

const field = fc.constantFrom('a', 'b', 'c', 'n', 'a.x', 'a.y');
const condition = fc.oneof(
  scalar,
  fc.record({ $gt: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ $gte: fc.constantFrom('a', 'ab'), $lt: fc.constantFrom('b', 'c') }),
  fc.record({ $lte: scalar.filter((each) => each !== null && typeof each !== 'boolean') }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $size: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ $regex: fc.constantFrom('^a', 'b', '^N') }),
  fc.record({ $elemMatch: fc.record({ y: fc.integer({ min: 0, max: 3 }) }) }),
  fc.record({ $not: fc.record({ $gt: fc.integer({ min: -1, max: 2 }) }) }),
);
const simpleFilter = fc.dictionary(field, condition, { maxKeys: 2 });
const filter = fc.oneof(
  { weight: 4, arbitrary: simpleFilter },
  fc.record({ $or: fc.array(simpleFilter, { minLength: 1, maxLength: 2 }) }),
  fc.record({ $and: fc.array(simpleFilter, { minLength: 1, maxLength: 2 }) }),
);

const update = fc.oneof(
  fc.record({
    $set: fc.dictionary(fc.constantFrom('a', 'b', 'a.x', 'd.e'), value, { minKeys: 1, maxKeys: 1 }),
  }),
  fc
    .record({
      $unset: fc.dictionary(fc.constantFrom('a', 'b', 'a.x'), fc.constant(''), { minKeys: 1, maxKeys: 2 }),
    })
    .filter(({ $unset }) => !('a' in $unset && 'a.x' in $unset)),
  fc.record({
    $inc: fc.dictionary(fc.constantFrom('n', 'b', 'm'), fc.integer({ min: -2, max: 2 }), {
      minKeys: 1,
      maxKeys: 2,
    }),
  }),
  fc.record({ $push: fc.dictionary(fc.constantFrom('c', 'b', 'new'), scalar, { minKeys: 1, maxKeys: 1 }) }),
  fc.record({ $addToSet: fc.dictionary(fc.constantFrom('c', 'new'), scalar, { minKeys: 1, maxKeys: 1 }) }),
  fc.record({ $pull: fc.dictionary(fc.constantFrom('c', 'b'), scalar, { minKeys: 1, maxKeys: 1 }) }),
  fc.record({ $min: fc.record({ n: fc.integer({ min: -5, max: 5 }) }) }),
  fc.record({ $max: fc.record({ n: fc.integer({ min: -5, max: 5 }) }), $set: fc.record({ s: scalar }) }),
  fc.record({
    $push: fc.record({
      c: fc.record({
        $each: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
        $slice: fc.constantFrom(-2, 2),
      }),
    }),
  }),
);

const sort = fc.constantFrom({ _id: 1 }, { n: 1, _id: 1 }, { n: -1, _id: 1 }, { b: 1, _id: -1 });
const operation = fc.oneof(
  fc.record({
    kind: fc.constant('find' as const),
    filter,
    sort,
    limit: fc.integer({ min: 0, max: 4 }),
    skip: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({ kind: fc.constant('count' as const), filter }),
  fc.record({ kind: fc.constant('updateMany' as const), filter, update }),
  fc.record({ kind: fc.constant('findOneAndUpdate' as const), filter, sort, update }),
  fc.record({ kind: fc.constant('deleteOne' as const), id: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ kind: fc.constant('group' as const), filter: simpleFilter }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

async function perform(collection: Collection, each: Operation): Promise<unknown> {
  switch (each.kind) {
    case 'find':
      return collection
        .find(each.filter as never)
        .sort(each.sort as never)
        .skip(each.skip)
        .limit(each.limit)
        .toArray();
    case 'count':
      return collection.countDocuments(each.filter as never);
    case 'updateMany':
      return collection.updateMany(each.filter as never, each.update as never);
    case 'findOneAndUpdate':
      return collection.findOneAndUpdate(each.filter as never, each.update as never, {
        sort: each.sort as never,
        returnDocument: 'after',
      });
    case 'deleteOne':
      return collection.deleteOne({ _id: each.id });
    case 'group':
      return collection
        .aggregate([
          { $match: each.filter },
          { $group: { _id: '$n', count: { $sum: 1 }, most: { $max: '$n' } } },
          { $sort: { _id: 1 } },
        ])
        .toArray();
  }
}

/** What an operation answers, or the code of its refusal. */
async function outcome(collection: Collection, each: Operation): Promise<unknown> {
  try {
    return sortKeys(await perform(collection, each));
  } catch (error) {
    return { code: (error as { code?: unknown }).code };
  }
}

function isRefusal(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'code' in answer;
}

/** Servers differ in where they put a new field, which no model relies on. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sortKeys(each)]),
  );
}

describe('the embedded store beside the second server', () => {
  it('answers the same to random operations', async () => {
    let turn = 0;
    const documents = fc.array(document, { minLength: 1, maxLength: 6 });
    const operations = fc.array(operation, { minLength: 1, maxLength: longestCase });
    const property = fc.asyncProperty(documents, operations, fc.boolean(), async (initial, work, indexed) => {
      turn += 1;
      const pair = [store.db, client.db('differential')].map((db) =>
        db.collection<{ _id: number }>(`d${turn}`),
      ) as [Collection, Collection];
      for (const collection of pair) {
        await collection.insertMany(initial.map((each, at) => ({ ...each, _id: at })));
        if (indexed)
          await collection.createIndexes([
            { key: { n: 1 } },
            { key: { b: 1, n: -1 } },
            { key: { c: 1 } },
            { key: { 'a.x': 1 } },
          ]);
      }
      for (const each of work) {
        const [ours, theirs] = [await outcome(pair[0], each), await outcome(pair[1], each)];
        expect({ each, answer: ours }).toEqual({ each, answer: theirs });
        // A refused updateMany is undone whole here; MongoDB keeps the documents before the failure (README).
        if (each.kind === 'updateMany' && isRefusal(ours)) return;
      }
      const everything: Operation = { kind: 'find', filter: {}, sort: { _id: 1 }, skip: 0, limit: 0 };
      expect(await outcome(pair[0], everything)).toEqual(await outcome(pair[1], everything));
      for (const collection of pair) await collection.drop();
    });
    await fc.assert(property, { seed: Number(process.env['FUZZ_SEED'] ?? 20260302), numRuns: runs });
  }, 600_000);
});
