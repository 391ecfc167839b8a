import { readFileSync } from 'node:fs';
import { EJSON } from 'bson';
import mongoose from 'mongoose';
import { startSecondServer, type SecondServer } from '../support/second-server.js';
import { answerOf, contentOf, isWrite } from './embedded/differential/answers.js';
import { openStore, type TestStore } from './embedded/open-store.js';

type Command = Record<string, unknown>;

/**
 * Every command of the product's stores, as query-plans.test.ts met them. Recorded anew by
 * `UPDATE_GOLDEN=1 npm test -- test/storage/query-plans.test.ts`, to be read in review.
 */
const recorded = readFileSync('test/golden/storage/product-queries.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => EJSON.parse(line, { relaxed: false }) as Command);

/** A read that sees a whole collection, in the order of `_id`. */
const isWhole = ({ find, filter = {}, sort = {} }: Command): boolean =>
  find !== undefined &&
  Object.keys(filter as object).length === 0 &&
  Object.keys(sort as object).join() === '_id';

describe('The recorded queries of the product', () => {
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

  it('have the same answers on both stores', async () => {
    expect(recorded.length).toBeGreaterThan(40);
    const databases = [store.db, client.db(`replay${process.pid}`)] as const;
    for (const command of recorded) {
      const name = collectionOf(command);
      const [ours, theirs] = await Promise.all(databases.map((db) => answerOf(db, name, command)));
      expect({ command, answer: ours }).toEqual({ command, answer: theirs });
      if (!isWrite(command)) continue;
      const [held, other] = await Promise.all(databases.map((db) => contentOf(db, name)));
      expect({ command, held }).toEqual({ command, held: other });
    }
    await databases[1].dropDatabase();
  });

  it('find by an index', async () => {
    for (const command of recorded.filter((each) => 'find' in each || 'findAndModify' in each)) {
      const answer = await store.db.command({ explain: command, verbosity: 'queryPlanner' });
      const stages = [...JSON.stringify(answer['queryPlanner']).matchAll(/"stage":"(\w+)"/g)].map(
        ([, stage]) => stage,
      );
      if (isWhole(command)) continue;
      expect({ command, stages }).toMatchObject({
        stages: expect.not.arrayContaining(['COLLSCAN']) as unknown,
      });
    }
  });
});

function collectionOf(command: Command): string {
  return String(Object.values(command)[0]);
}
