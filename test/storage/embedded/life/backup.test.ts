import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { LmdbStore } from '../../../../src/storage/embedded/engine/lmdb-store.js';
import { makeBackup } from '../../../../src/storage/embedded/life/make-backup.js';
import { restoreBackup } from '../../../../src/storage/embedded/life/restore-backup.js';
import { describeStore } from '../../../../src/storage/embedded/life/describe-store.js';
import { verifyBackup } from '../../../../src/storage/embedded/life/verify-files.js';
import { storePaths } from '../../../../src/storage/embedded/store-paths.js';
import { startStoreProcess } from '../start-store-process.js';
import { clock, fillStore, makeFolder, tamper } from './life-store.js';

let folder: ReturnType<typeof makeFolder>;
let dataDir: string;
let file: string;
beforeEach(() => {
  folder = makeFolder();
  dataDir = join(folder.dataDir, 'data');
  file = join(folder.dataDir, 'b.backup');
  mkdirSync(dataDir);
});
afterEach(() => folder.remove());

const noFault = (fault: unknown): void => {
  throw new Error(JSON.stringify(fault));
};
const backUp = (target = file) => makeBackup({ dataDir, target, clock }, noFault);
const restore = (from = file, into = join(folder.dataDir, 'restored')) =>
  restoreBackup({ dataDir: into, file: from, despiteFaults: false }, noFault);
const fillWith = (count: number) =>
  fillStore(dataDir, async (db) => {
    await db.collection('people').createIndex({ n: 1 }, { unique: true });
    await db.collection('people').insertMany(Array.from({ length: count }, (_, n) => ({ n })));
  });
const everyEntry = (of: string): string[] => {
  const store = new LmdbStore(storePaths(of).data);
  const range = { start: Buffer.of(0), end: Buffer.of(0xff) };
  return store
    .read(range, 100_000, false)
    .map(({ key, value }) => `${key.toString('hex')} ${value.toString('hex')}`);
};

describe('gateway store backup and restore', () => {
  it('gives back every entry, in a file and folders for their owner alone', async () => {
    await fillWith(300);
    const made = await backUp();
    expect(made).toMatchObject({ file, madeAt: '2026-03-02T08:00:00.000Z', format: 2, faults: 0 });
    expect(made.collections).toEqual([{ name: 'passerelle.people', documents: 300, indexes: 2 }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.dataDir).sort()).toEqual(['b.backup', 'data']);
    const restored = join(folder.dataDir, 'restored');
    expect((await restore()).collections).toEqual(made.collections);
    expect(everyEntry(restored)).toEqual(everyEntry(dataDir));
    expect(statSync(storePaths(restored).folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(restored)).toEqual(['store']);
  });

  it('is one moment of a store that is written without a pause, which answers meanwhile', async () => {
    const server = await startStoreProcess(dataDir);
    const client = await new mongoose.mongo.MongoClient(server.uri).connect();
    const collection = client
      .db('passerelle')
      .collection<{ _id: string; left: number; right: number }>('twins');
    await collection.insertMany(
      Array.from({ length: 3000 }, (_, n) => ({ _id: `${n}`, left: 0, right: 0, text: 'x'.repeat(200) })),
    );
    let writing = true;
    let written = 0;
    const writers = Array.from({ length: 8 }, async (_, who) => {
      for (let n = who; writing; n += 8, written += 1) {
        await collection.updateOne({ _id: `${n % 3000}` }, { $inc: { left: 1, right: 1 } });
      }
    });
    const before = written;
    await backUp();
    const during = written - before;
    writing = false;
    await Promise.all(writers);
    await client.close();
    await server.stop();
    expect(during).toBeGreaterThan(0);
    const restored = join(folder.dataDir, 'restored');
    await restore();
    await fillStore(restored, async (db) => {
      const twins = await db.collection('twins').find().toArray();
      expect(twins).toHaveLength(3000);
      expect(twins.filter(({ left, right }) => left !== right)).toEqual([]);
    });
  });

  it('names the file after the time in a folder, and never overwrites', async () => {
    await fillWith(1);
    mkdirSync(join(folder.dataDir, 'nightly'));
    const made = await backUp(join(folder.dataDir, 'nightly'));
    expect(made.file).toBe(join(folder.dataDir, 'nightly', 'passerelle-2026-03-02T080000Z.backup'));
    const before = readFileSync(made.file);
    await expect(backUp(made.file)).rejects.toThrow(/exists already/);
    expect(readFileSync(made.file)).toEqual(before);
    await expect(backUp(join(folder.dataDir, 'no', 'where'))).rejects.toThrow(
      /There is no folder .*no: make it/,
    );
    await expect(
      makeBackup({ dataDir: join(folder.dataDir, 'none'), target: file, clock }, noFault),
    ).rejects.toThrow(/There is no store in/);
  });

  it('takes the place of what a killed backup left, and leaves a living one alone', async () => {
    await fillWith(1);
    const part = join(folder.dataDir, 'passerelle-backup.part');
    mkdirSync(part);
    writeFileSync(join(part, 'data.mdb'), 'half');
    writeFileSync(join(part, 'lock'), JSON.stringify({ pid: 2 ** 30, started: 'x' }));
    await backUp();
    expect(existsSync(part)).toBe(false);
    mkdirSync(part);
    writeFileSync(join(part, 'lock'), JSON.stringify({ pid: process.pid, started: '' }));
    await expect(backUp(`${file}2`)).rejects.toThrow(/makes a backup in .* already: wait/);
  });
});

describe('what restore refuses', () => {
  it('a folder that holds anything, which stays as it is', async () => {
    await fillWith(5);
    await backUp();
    const before = everyEntry(dataDir);
    await expect(restore(file, dataDir)).rejects.toThrow(
      /is not empty.* Stop the gateway, move what is there away/s,
    );
    expect(everyEntry(dataDir)).toEqual(before);
    const empty = join(folder.dataDir, 'empty');
    mkdirSync(join(empty, 'store', 'run'), { recursive: true });
    await restore(file, empty);
    expect(everyEntry(empty)).toEqual(before);
  });

  it('a file that is no backup, was cut, or changed; nothing half-made is left', async () => {
    await fillWith(50);
    await backUp();
    const whole = readFileSync(file);
    const changed = Buffer.from(whole);
    changed[5000] = (changed[5000] as number) ^ 1;
    const manifest = Buffer.from(
      whole.toString('latin1').replace('"documents":50', '"documents":51'),
      'latin1',
    );
    const bad: [Buffer, RegExp][] = [
      [Buffer.alloc(0), /is no backup of a store, or its end is missing/],
      [Buffer.from('a text'), /is no backup/],
      [whole.subarray(0, whole.length - 1), /is no backup/],
      [Buffer.concat([whole.subarray(0, 8192), whole.subarray(12_288)]), /is damaged/],
      [changed, /is damaged/],
      [manifest, /is damaged/],
    ];
    for (const [bytes, message] of bad) {
      writeFileSync(file, bytes);
      await expect(restore()).rejects.toThrow(message);
      await expect(verifyBackup(file, noFault)).rejects.toThrow(message);
    }
    await expect(restore(join(folder.dataDir, 'nowhere'))).rejects.toThrow(/cannot be read \(ENOENT\)/);
    await expect(restore(folder.dataDir)).rejects.toThrow(/is no file/);
    expect(readdirSync(join(folder.dataDir, 'restored'))).toEqual([]);
    writeFileSync(file, whole);
    expect(await verifyBackup(file, noFault)).toMatchObject([{ documents: 50 }]);
  });

  it('a store with faults, unless asked for', async () => {
    await fillWith(3);
    await tamper(dataDir, (store, collection) => {
      const [entry] = store.read(collection('people').documents, 1, false);
      if (entry) store.remove(entry.key);
    });
    const faults: unknown[] = [];
    expect(await makeBackup({ dataDir, target: file, clock }, (fault) => faults.push(fault))).toMatchObject({
      faults: 1,
    });
    expect(faults).toHaveLength(1);
    const into = join(folder.dataDir, 'restored');
    const options = { dataDir: into, file };
    await expect(restoreBackup({ ...options, despiteFaults: false }, () => undefined)).rejects.toThrow(
      /1 fault: nothing was restored/,
    );
    expect(readdirSync(into)).toEqual([]);
    await restoreBackup({ ...options, despiteFaults: true }, () => undefined);
    expect(everyEntry(into)).toEqual(everyEntry(dataDir));
  });
});

test('gateway store info says what is there, and which process has it open', async () => {
  await fillWith(7);
  const described = await describeStore(dataDir, noFault);
  expect(described).toMatchObject({ folder: storePaths(dataDir).folder, format: 2, holder: undefined });
  const index = { name: 'n_1', entries: 7 };
  expect(described.collections).toMatchObject([
    { name: 'passerelle.people', documents: 7, indexes: [index] },
  ]);
  expect(described.sizeUsed).toBeLessThanOrEqual(described.sizeOnDisk);
  const server = await startStoreProcess(dataDir);
  expect((await describeStore(dataDir, noFault)).holder).toEqual({ pid: server.pid, answers: true });
  await server.stop();
});
