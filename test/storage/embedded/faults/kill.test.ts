import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';
import { openStoreServer } from '../../../../src/storage/embedded/open-store-server.js';
import { findInconsistencies } from '../../../support/check-store.js';
import { faultSize, reportFault } from '../../../support/fault-size.js';
import { serveStore } from '../../../support/serve-store.js';

const rounds = faultSize(4, 50);
const writers = 32;

interface Written {
  _id: string;
  n: number;
  unique: string;
  tags: string[];
}
type Collection = mongoose.mongo.Collection<Written>;

describe('kill -9', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'killed-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it(`loses no acknowledged write in ${rounds} rounds under ${writers} writers, and no index entry`, async () => {
    const acknowledged = new Map<string, number>();
    let writes = 0;
    for (let round = 0; round < rounds; round++) {
      const served = await serveStore(dataDir);
      const client = new mongoose.mongo.MongoClient(served.uri, {
        serverSelectionTimeoutMS: 500,
        maxPoolSize: writers,
      });
      const collection = client.db('test').collection<Written>('kept');
      await collection.createIndexes([
        { key: { unique: 1 }, unique: true },
        { key: { n: 1, _id: -1 } },
        { key: { tags: 1 } },
      ]);
      const work = Array.from({ length: writers }, (_, who) =>
        writeUntilKilled(collection, `${round}-${who}`, acknowledged),
      );
      const enough = writers + ((round * 37) % 300);
      for (const before = sum(acknowledged); sum(acknowledged) < before + enough;) await pause(5);
      await served.kill();
      writes += (await Promise.all(work)).reduce((sum, count) => sum + count, 0);
      await client.close();
    }
    const store = await openStoreServer({ dataDir });
    const client = await new mongoose.mongo.MongoClient(store.uri).connect();
    const collection = client.db('test').collection<Written>('kept');
    const kept = new Map((await collection.find().toArray()).map(({ _id, n }) => [_id, n]));
    const lost = [...acknowledged].filter(([id, n]) => (kept.get(id) ?? -1) < n);
    reportFault('kill -9', { rounds, writers, acknowledged: writes, lost: lost.length });
    expect(lost).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(rounds);
    expect(findInconsistencies(store.engine)).toEqual([]);
    expect(await collection.countDocuments({ unique: { $gt: '' } }, { hint: 'unique_1' })).toBe(kept.size);
    await client.close();
    await store.stop();
  });
});

/** One document whose number, unique text and tags change together; what was acknowledged is remembered. */
async function writeUntilKilled(
  collection: Collection,
  _id: string,
  acknowledged: Map<string, number>,
): Promise<number> {
  const of = (n: number) => ({ n, unique: `${_id}/${n}`, tags: [`t${n % 7}`, `u${n % 11}`] });
  let writes = 0;
  try {
    await collection.insertOne({ _id, ...of(0) });
    for (let n = 1; ; n++) {
      acknowledged.set(_id, n - 1);
      writes += 1;
      await collection.findOneAndUpdate({ _id }, { $set: of(n) });
    }
  } catch {
    return writes;
  }
}

/** How many writes were acknowledged. */
function sum(acknowledged: Map<string, number>): number {
  let writes = 0;
  for (const n of acknowledged.values()) writes += n + 1;
  return writes;
}
