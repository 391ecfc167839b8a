import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { startEmbeddedStore } from '../src/storage/embedded/start-embedded-store.js';

/** Measures the store as the gateway uses it: `node --import ... bench/store.ts`, after `npm run build`. */
const clients = 32;
const seconds = Number(process.argv[2] ?? 3);
const documents = 10_000;

type Work = (collection: mongoose.mongo.Collection<Account>, turn: number) => Promise<unknown>;

interface Account extends mongoose.mongo.Document {
  _id: string;
}

const operations: Record<string, Work> = {
  'insertOne, acknowledged': (collection) =>
    collection.insertOne({
      _id: randomBytes(16).toString('hex'),
      issuer: 'https://portal.example',
      expires: new Date(),
    }),
  'findOne by _id': (collection, turn) => collection.findOne({ _id: idOf(turn) }),
  'findOne by a unique index': (collection, turn) =>
    collection.findOne({ identifier: `user${turn % documents}` }),
  'findOneAndUpdate by _id': (collection, turn) =>
    collection.findOneAndUpdate({ _id: idOf(turn) }, { $inc: { version: 1 } }, { returnDocument: 'after' }),
  'session read and replay insert': async (collection, turn) => {
    await collection.findOne({ _id: idOf(turn) });
    await collection.insertOne({ _id: randomBytes(16).toString('hex'), expires: new Date() });
  },
};

function idOf(turn: number): string {
  return `account${(turn * 7919) % documents}`;
}

async function prepare(collection: mongoose.mongo.Collection<Account>): Promise<void> {
  await collection.createIndex({ identifier: 1 }, { unique: true, sparse: true });
  await collection.createIndex({ expires: 1 }, { expireAfterSeconds: 3600 });
  for (let first = 0; first < documents; first += 1000) {
    await collection.insertMany(
      Array.from({ length: 1000 }, (_, at) => ({
        _id: `account${first + at}`,
        identifier: `user${first + at}`,
        version: 0,
        person: { sn: 'Exemple', givenName: 'Noé', mail: 'noe@example.org', classes: ['4A'], level: '2115' },
        passwordHash: 'p1$2b$10$0123456789012345678901234567890123456789012345678901',
        createdAt: new Date(),
      })),
    );
  }
}

async function measure(
  collection: mongoose.mongo.Collection<Account>,
  work: Work,
): Promise<{ perSecond: number; cpu: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let turns = 0;
  const client = async (): Promise<void> => {
    while (performance.now() - start < seconds * 1000) await work(collection, turns++);
  };
  await Promise.all(Array.from({ length: clients }, client));
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (turns * 1000) / (performance.now() - start), cpu: (user + system) / 1000 / turns };
}

async function run(name: string, uri: string): Promise<void> {
  const client = await new mongoose.mongo.MongoClient(uri, { maxPoolSize: clients }).connect();
  const collection = client.db('bench').collection<Account>('accounts');
  await collection.drop().catch(() => undefined);
  await prepare(collection);
  console.log(`\n${name}, ${clients} clients, ${documents} accounts`);
  for (const [title, work] of Object.entries(operations)) {
    const { perSecond, cpu } = await measure(collection, work);
    console.log(
      `  ${title.padEnd(34)} ${perSecond.toFixed(0).padStart(7)}/s   ${cpu.toFixed(3)} CPU ms in this process`,
    );
  }
  await client.close();
}

const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
const store = await startEmbeddedStore({
  dataDir,
  workerUrl: new URL('../dist/storage/embedded/worker.js', import.meta.url),
});
await run('Embedded store (driver and store share the process)', store.uri);
await store.stop();
rmSync(dataDir, { recursive: true });
if (process.env['MONGODB_TEST_URI'])
  await run('Second server (driver only)', process.env['MONGODB_TEST_URI']);
