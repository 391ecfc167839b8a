import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import mongoose from 'mongoose';
import { startEmbeddedStore } from '../src/storage/embedded/start-embedded-store.js';

/** Measures the store as the gateway uses it: `node dist-bench/bench/store.js [SECONDS]` from the project's folder, after a build. */
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

/** CPU of the server since its start, in microseconds; NaN when it cannot be known. */
type ServerCpu = () => Promise<number>;

async function measure(
  collection: mongoose.mongo.Collection<Account>,
  work: Work,
  serverCpu: ServerCpu,
): Promise<{ perSecond: number; driver: number; server: number }> {
  const before = await serverCpu();
  const cpu = process.cpuUsage();
  const start = performance.now();
  let turns = 0;
  const client = async (): Promise<void> => {
    while (performance.now() - start < seconds * 1000) await work(collection, turns++);
  };
  await Promise.all(Array.from({ length: clients }, client));
  const perSecond = (turns * 1000) / (performance.now() - start);
  const { user, system } = process.cpuUsage(cpu);
  const used = (await serverCpu()) - before;
  return { perSecond, driver: (user + system) / 1000 / turns, server: used / 1000 / turns };
}

async function run(name: string, uri: string, serverCpu: ServerCpu): Promise<void> {
  const client = await new mongoose.mongo.MongoClient(uri, { maxPoolSize: clients }).connect();
  const collection = client.db('bench').collection<Account>('accounts');
  await collection.drop().catch(() => undefined);
  await prepare(collection);
  console.log(`\n${name}, ${clients} clients, ${documents} accounts`);
  for (const [title, work] of Object.entries(operations)) {
    const { perSecond, driver, server } = await measure(collection, work, serverCpu);
    const cpu = `CPU ms each: server ${server.toFixed(3)}, driver ${driver.toFixed(3)}`;
    console.log(`  ${title.padEnd(34)} ${perSecond.toFixed(0).padStart(7)}/s   ${cpu}`);
  }
  await client.close();
}

/** The store runs in a process of its own, so that its CPU is told from the driver's. */
async function serve(dataDir: string): Promise<void> {
  const workerUrl = pathToFileURL(resolve('dist/storage/embedded/worker.js'));
  const { uri } = await startEmbeddedStore({ dataDir, workerUrl });
  process.send?.(uri);
  process.on('message', () => process.send?.(process.cpuUsage()));
  process.on('disconnect', () => process.exit());
}

async function benchEmbedded(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
  const child = fork(fileURLToPath(import.meta.url), ['serve', dataDir]);
  const [uri] = (await once(child, 'message')) as [string];
  await run('Embedded store', uri, async () => {
    child.send('cpu');
    const [usage] = (await once(child, 'message')) as [NodeJS.CpuUsage];
    return usage.user + usage.system;
  });
  child.disconnect();
  await once(child, 'exit');
  rmSync(dataDir, { recursive: true });
}

if (process.argv[2] === 'serve') {
  await serve(process.argv[3] as string);
} else {
  await benchEmbedded();
  const second = process.env['MONGODB_TEST_URI'];
  if (second) await run('Second server', second, async () => NaN);
}
