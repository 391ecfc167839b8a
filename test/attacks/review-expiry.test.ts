import { expireDocuments, startSweeping } from '../../src/storage/embedded/engine/expire-documents.js';
import { openStore, type TestStore } from '../storage/embedded/open-store.js';

/** Whoever asks for sign-ins and never finishes one leaves a document each: their removal must not stop the store. */
let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

async function leaveExpired(count: number) {
  const collection = store.fresh();
  await collection.createIndex({ until: 1 }, { expireAfterSeconds: 0 });
  const until = new Date(store.clock.now().getTime() - 1000);
  const request = 'x'.repeat(1500);
  await collection.insertMany(
    Array.from({ length: count }, (_none, index) => ({ _id: index, until, request })) as never,
  );
  return collection;
}

test('one turn removes a hundred documents at most', async () => {
  const collection = await leaveExpired(250);
  expect([1, 2, 3, 4].map(() => expireDocuments(store.server.engine))).toEqual([100, 100, 50, 0]);
  expect(await collection.estimatedDocumentCount()).toBe(0);
});

test('a sweep removes all of them, and reads are answered in between', async () => {
  const collection = await leaveExpired(2000);
  const stop = startSweeping(store.server.engine, 1);
  const seen: number[] = [];
  while (seen.at(-1) !== 0 && seen.length < 1000) seen.push(await collection.estimatedDocumentCount());
  stop();
  expect(seen.at(-1)).toBe(0);
  expect(seen.filter((count) => count > 0 && count < 2000).length).toBeGreaterThan(3);
});
