import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';
import { createEngine } from '../../../src/storage/embedded/engine/engine.js';
import { LmdbStore } from '../../../src/storage/embedded/engine/lmdb-store.js';
import { openStoreServer } from '../../../src/storage/embedded/open-store-server.js';
import { FrozenClock } from '../../../src/clock.js';
import { openStore, refusal } from './open-store.js';

const rounds = 4;
const writers = 16;

interface Written {
  _id: string;
  n: number;
}

describe('durability', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'durable-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it(`loses no acknowledged write over ${rounds} kills`, async () => {
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      const { child, uri } = await serveElsewhere(dataDir);
      const client = await new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 500 }).connect();
      const collection = client.db('test').collection<Written>('kept');
      await collection.createIndex({ n: 1 });
      const work = Promise.all(
        Array.from({ length: writers }, (_, who) =>
          writeUntilKilled(collection, `${round}-${who}`, acknowledged),
        ),
      );
      await pause(250);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await work;
      await client.close();
    }
    const store = await openStoreServer({ dataDir });
    const client = await new mongoose.mongo.MongoClient(store.uri).connect();
    const collection = client.db('test').collection<Written>('kept');
    const kept = new Map((await collection.find().toArray()).map(({ _id, n }) => [_id, n]));
    const lost = [...acknowledged].filter(([id, n]) => (kept.get(id) ?? -1) < n);
    expect(lost).toEqual([]);
    expect(acknowledged.size).toBe(rounds * writers);
    expect(await collection.countDocuments({ n: { $gte: 0 } }, { hint: 'n_1' })).toBe(kept.size);
    await client.close();
    await store.stop();
  });

  it('fails every write of a commit that fails, and remembers nothing of them', async () => {
    const store = await openStore();
    const collection = store.fresh();
    await collection.insertOne({ _id: 'before' as never });
    const engine = store.server.engine;
    const transaction = engine.store.transaction.bind(engine.store);
    engine.store.transaction = (work) =>
      transaction(() => {
        work();
        throw new Error('MDB_MAP_FULL: Environment mapsize limit reached');
      });
    const other = store.fresh();
    const writes = [collection.insertOne({}), other.insertOne({}), other.createIndex({ a: 1 })];
    for (const write of writes) expect(await refusal(write)).toMatchObject({ code: 14031 });
    engine.store.transaction = transaction;
    expect(await collection.countDocuments()).toBe(1);
    expect(await store.db.listCollections({ name: other.collectionName }).toArray()).toEqual([]);
    await other.insertOne({ works: true });
    await store.close();
  });

  it('undoes one part of a transaction and keeps the rest', async () => {
    const store = new LmdbStore(dataDir);
    const key = (name: string) => Buffer.from(name);
    store.transaction(() => {
      store.put(key('a'), key('1'));
      store.put(key('b'), key('1'));
      const failing = () =>
        store.attempt(() => {
          store.put(key('a'), key('2'));
          store.remove(key('b'));
          store.put(key('c'), key('1'));
          throw new Error('no');
        });
      expect(failing).toThrow('no');
    });
    const range = { start: key('a'), end: key('z') };
    expect(store.read(range, 10, false).map((entry) => `${entry.key}${entry.value}`)).toEqual(['a1', 'b1']);
    expect(store.read(range, 1, true).map((entry) => `${entry.key}`)).toEqual(['b']);
    expect(store.read({ start: key('a'), end: key('b') }, 9, true).map((entry) => `${entry.key}`)).toEqual([
      'a',
    ]);
    await store.close();
  });

  it('refuses a store of another format', async () => {
    const store = new LmdbStore(dataDir);
    store.transaction(() => store.put(Buffer.of(0), Buffer.of(99)));
    expect(() => createEngine(store, new FrozenClock('2026-03-02T08:00:00Z'))).toThrow(/format 99/);
    await store.close();
  });
});

/** Serves `folder` from a process of its own, which may be killed: the built program with its worker (`npm run build`). */
async function serveElsewhere(folder: string): Promise<{ child: ChildProcess; uri: string }> {
  const program = new URL('../../../dist/storage/embedded/start-embedded-store.js', import.meta.url).href;
  const script = `import { startEmbeddedStore } from '${program}';
    const { uri } = await startEmbeddedStore({ dataDir: process.argv[2] });
    process.send(uri);`;
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  writeFileSync(join(folder, 'serve.mjs'), script);
  const child = spawn(process.execPath, [join(folder, 'serve.mjs'), folder], { stdio: [...stdio] });
  const uri = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (status) => reject(new Error(`the store's process ended with ${status}`)));
  });
  return { child, uri };
}

async function writeUntilKilled(
  collection: mongoose.mongo.Collection<Written>,
  _id: string,
  acknowledged: Map<string, number>,
) {
  try {
    await collection.insertOne({ _id, n: 0 });
    for (let n = 0; ; n++) {
      acknowledged.set(_id, n);
      await collection.findOneAndUpdate({ _id }, { $inc: { n: 1 } });
    }
  } catch {
    return;
  }
}
