import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { createEngine } from '../../../src/storage/embedded/engine/engine.js';
import { readFormat, upgradeFormat } from '../../../src/storage/embedded/engine/upgrade-format.js';
import { LmdbStore } from '../../../src/storage/embedded/engine/lmdb-store.js';
import { FrozenClock } from '../../../src/clock.js';
import { openStore, refusal } from './open-store.js';

describe('durability', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'durable-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

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

  it('gives checksums to a store that had none', async () => {
    const bare = open({
      path: dataDir,
      noSubdir: false,
      keyEncoding: 'binary',
      encoding: 'binary',
      maxDbs: 1,
    });
    bare.putSync(Buffer.of(0), Buffer.of(1));
    for (let n = 0; n < 1000; n++) bare.putSync(Buffer.from(`key ${n}`), Buffer.from(`value ${n}`));
    await bare.close();
    for (let opening = 0; opening < 2; opening++) {
      const store = new LmdbStore(dataDir);
      expect(readFormat(store)).toBe(opening === 0 ? 1 : 2);
      expect(store.get(Buffer.from('key 999'))?.toString()).toBe('value 999');
      upgradeFormat(store);
      expect(readFormat(store)).toBe(2);
      expect(store.get(Buffer.from('key 999'))?.toString()).toBe('value 999');
      await store.close();
      rmSync(join(dataDir, 'closed'));
    }
  });

  it('reads the whole file after a kill, but not when nothing was written since it was whole', async () => {
    const value = Buffer.from('a value to be damaged');
    const write = (store: LmdbStore): void =>
      store.transaction(() => store.put(Buffer.from(`key ${Math.random()}`), value));
    const timeOf = (path: string): string => `${statSync(path, { bigint: true }).mtimeNs}`;
    /** Copies what a kill would leave now, damages it so that no time tells, and opens it: refused when it was read whole. */
    const isRead = (name: string, { killed = dataDir, isTimeLost = false } = {}): boolean => {
      const folder = join(dataDir, name);
      for (const file of ['data.mdb', 'closed']) cpSync(join(killed, file), join(folder, file));
      const [path, stamp] = [join(folder, 'data.mdb'), join(folder, 'closed')];
      const bytes = readFileSync(path, 'latin1');
      writeFileSync(path, bytes.replaceAll(`${value}`, `A${value.subarray(1)}`), 'latin1');
      const [size, time = '', transaction] = readFileSync(stamp, 'utf8').split(' ');
      const isSame = isTimeLost || time === timeOf(join(killed, 'data.mdb'));
      writeFileSync(stamp, `${size} ${isSame ? timeOf(path) : time} ${transaction}`);
      try {
        void new LmdbStore(folder).close();
        return false;
      } catch (error) {
        expect(String(error)).toMatch(/is damaged/);
        return true;
      }
    };
    const first = new LmdbStore(dataDir);
    write(first);
    expect(isRead('killed after a write')).toBe(true);
    await first.close();
    const second = new LmdbStore(dataDir);
    expect(isRead('killed before a write')).toBe(false);
    write(second);
    expect(isRead('killed after another write')).toBe(true);
    expect(isRead('the power cut after it', { isTimeLost: true })).toBe(true);
    const killed = join(dataDir, 'killed');
    for (const file of ['data.mdb', 'closed']) cpSync(join(dataDir, file), join(killed, file));
    const third = new LmdbStore(killed);
    expect(isRead('killed again, before a write', { killed })).toBe(false);
    await third.close();
    await second.close();
  });

  it('keeps every commit when the machine starts again: LMDB trusts its pages by the id of the boot', async () => {
    const store = new LmdbStore(dataDir);
    for (let n = 0; n < 5; n++) store.transaction(() => store.put(Buffer.from(`key ${n}`), Buffer.from('v')));
    await store.close();
    const file = readFileSync(join(dataDir, 'data.mdb'));
    for (const meta of [24, 4096 + 24]) file.writeBigInt64LE(42n, meta + 136);
    writeFileSync(join(dataDir, 'data.mdb'), file);
    const after = new LmdbStore(dataDir);
    expect(after.count({ start: Buffer.from('key'), end: Buffer.from('kez') })).toBe(5);
    await after.close();
  });

  it('answers write and read concerns as a server without replicas does', async () => {
    const store = await openStore();
    const write = (writeConcern: object): Promise<unknown> =>
      store.db.command({ insert: 'concerned', documents: [{}], writeConcern });
    for (const served of [{ w: 1, j: true }, { w: 1, j: false }, { w: 'majority', wtimeout: 5 }, {}])
      expect(await write(served)).toMatchObject({ n: 1 });
    expect(await refusal(write({ w: 2 }))).toMatchObject({ code: 2, codeName: 'BadValue' });
    expect(await refusal(write({ w: 'paris' }))).toMatchObject({ code: 2 });
    expect(await refusal(write({ w: -1 }))).toMatchObject({ code: 9, codeName: 'FailedToParse' });
    expect(await refusal(write({ wat: 1 }))).toMatchObject({ code: 9 });
    const read = store.db.command({ find: 'concerned', readConcern: { level: 'linearizable' } });
    expect(await refusal(read)).toMatchObject({ code: 123, codeName: 'NotAReplicaSet' });
    expect(await store.db.collection('concerned').countDocuments()).toBe(4);
    await store.close();
  });

  it('refuses a store of another format', async () => {
    const store = new LmdbStore(dataDir);
    store.transaction(() => store.put(Buffer.of(0), Buffer.of(99)));
    expect(() => createEngine(store, new FrozenClock('2026-03-02T08:00:00Z'))).toThrow(/format 99/);
    await store.close();
  });
});
