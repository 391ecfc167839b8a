import { Buffer } from 'node:buffer';
import { rmSync } from 'node:fs';
import mongoose from 'mongoose';
import { startEmbeddedStore } from '../../dist/storage/embedded/start-embedded-store.js';

/**
 * Writes to the store of DATA_DIR until it refuses. Then makes room, by removing BALLAST or else the first documents, and
 * writes again. Says on one line of JSON what came of each.
 */
const [dataDir, ballast] = process.argv.slice(2);
const store = await startEmbeddedStore({ dataDir });
const client = await new mongoose.mongo.MongoClient(store.uri).connect();
const collection = client.db('test').collection('filling');
await collection.createIndex({ n: 1 });

let acknowledged = 0;
let refusal;
while (refusal === undefined && acknowledged < 20_000) refusal = await insert(acknowledged, 10);
const counts = {
  whole: await collection.countDocuments({}),
  byIndex: await collection.countDocuments({ n: { $gte: 0 } }),
};
console.log(JSON.stringify({ acknowledged, refusal, ...counts }));

if (ballast) rmSync(ballast);
else for (const n of [100, 200, 300, 400, 500, 501, 502, 503]) await remove(n);
const refusedAgain = await insert(acknowledged + 503, 40);
console.log(
  JSON.stringify({ acknowledged, refusal: refusedAgain, whole: await collection.countDocuments({}) }),
);
await client.close();
await store.stop();
process.exit(0);

async function insert(from, count) {
  const batch = Array.from({ length: count }, (_, at) => ({ n: from + at, bytes: Buffer.alloc(3000) }));
  try {
    acknowledged += (await collection.insertMany(batch)).insertedCount;
    return undefined;
  } catch ({ code, codeName, message }) {
    return { code, codeName, message };
  }
}

async function remove(below) {
  acknowledged -= (await collection.deleteMany({ n: { $lt: below } })).deletedCount;
}
