import fc from 'fast-check';
import type mongoose from 'mongoose';
import { answerOf } from './differential/answers.js';
import { filter } from './differential/filters.js';
import { fields } from './differential/values.js';
import { openStore, type TestStore } from './open-store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const field = fc.constantFrom('a', 'b', 'c', 'd', 'n', 'k', 'o', 'a.x', 'd.x', 'd.y', 'o.x', 'o.y');
const key = fc
  .uniqueArray(field, { minLength: 1, maxLength: 3 })
  .chain((names) =>
    fc.tuple(
      fc.constant(names),
      fc.array(fc.constantFrom(1, -1), { minLength: names.length, maxLength: names.length }),
    ),
  )
  .map(([names, directions]) =>
    Object.fromEntries(names.map((name, at) => [name, directions[at] as number])),
  );
const options = fc.constantFrom<object>(
  {},
  {},
  { sparse: true },
  { partialFilterExpression: { k: { $exists: true } } },
  { partialFilterExpression: { k: { $type: 'string' } } },
  { partialFilterExpression: { n: { $eq: 1 } } },
  { partialFilterExpression: { b: 'a' } },
);
const index = fc.record({ key, options });
const sort = fc
  .dictionary(field, fc.constantFrom(1, -1), { minKeys: 1, maxKeys: 2 })
  .map((by) => ({ ...by, _id: 1 }));

describe('any set of indexes', () => {
  it('gives the answers that no index gives', async () => {
    let turn = 0;
    const property = fc.asyncProperty(
      fc.array(fields, { minLength: 3, maxLength: 12 }),
      fc.array(index, { minLength: 1, maxLength: 4 }),
      fc.array(fc.record({ filter, sort }), { minLength: 5, maxLength: 10 }),
      async (documents, indexes, queries) => {
        const [plain, indexed] = [`plain${++turn}`, `indexed${turn}`];
        const numbered = documents.map((each, _id) => ({ ...each, _id }));
        for (const [at, { key: keys, options: more }] of indexes.entries()) {
          await create(store.db, indexed, { key: keys, name: `i${at}`, ...more });
        }
        const kept = await storeWhatIsTaken(indexed, numbered);
        if (kept.length === 0) return;
        await store.db.collection(plain).insertMany(kept as never);
        for (const query of queries) {
          const [without, within] = [plain, indexed].map((name) =>
            answerOf(store.db, name, { find: '@self', ...query }),
          );
          expect({ query, indexes, answer: await within }).toEqual({ query, indexes, answer: await without });
        }
        await Promise.all([plain, indexed].map((name) => store.db.dropCollection(name)));
      },
    );
    await fc.assert(property, { seed: 20_260_302, numRuns: Number(process.env['FUZZ_INDEX_RUNS'] ?? 60) });
  }, 600_000);
});

async function create(db: mongoose.mongo.Db, name: string, spec: object): Promise<void> {
  await db.command({ createIndexes: name, indexes: [spec] }).catch(() => undefined);
}

/** Two arrays in one compound index are refused: what stays is what both collections hold. */
async function storeWhatIsTaken(name: string, documents: object[]): Promise<object[]> {
  const reply = await store.db.command({ insert: name, documents, ordered: false });
  const refused = ((reply['writeErrors'] ?? []) as { index: number }[]).map(({ index: at }) => at);
  return documents.filter((_, at) => !refused.includes(at));
}
