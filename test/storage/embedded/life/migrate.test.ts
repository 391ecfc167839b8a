import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import { systemClock } from '../../../../src/clock.js';
import { Catalog } from '../../../../src/storage/embedded/engine/catalog.js';
import { LmdbStore } from '../../../../src/storage/embedded/engine/lmdb-store.js';
import { migrateStore } from '../../../../src/storage/embedded/life/migrate-store.js';
import { openStoreServer } from '../../../../src/storage/embedded/open-store-server.js';
import { storePaths } from '../../../../src/storage/embedded/store-paths.js';
import { startSecondServer, type SecondServer } from '../../../support/second-server.js';
import { fresh } from '../../describe-on-each-store.js';
import { clock, faultsOf, fillStore, makeFolder } from './life-store.js';

let folder: ReturnType<typeof makeFolder>;
let server: SecondServer;
let client: mongoose.mongo.MongoClient;
let dataDir: string;
beforeAll(async () => {
  server = await startSecondServer();
  client = await new mongoose.mongo.MongoClient(server.uri).connect();
}, 60_000);
afterAll(async () => {
  await client.close();
  await server.stop();
});
beforeEach(() => {
  folder = makeFolder();
  dataDir = join(folder.dataDir, 'here');
});
afterEach(() => folder.remove());

const cli = resolve('dist/cli.js');
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], DATA_DIR: dataDir });

/** A database of the second server for one test alone. */
function freshDatabase(): { uri: string; db: mongoose.mongo.Db } {
  const name = fresh('migrated');
  return {
    uri: server.uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(\/[^?]*)?/, `$1/${name}`),
    db: client.db(name),
  };
}

/** The second server removes what has expired by the clock on the wall. */
const farAway = new Date('2099-01-01T00:00:00Z');

const migrateTo = (uri: string) =>
  migrateStore({ dataDir, uri, direction: 'to', clock: systemClock }, () => undefined);
const migrateFrom = (uri: string, into: string) =>
  migrateStore({ dataDir: into, uri, direction: 'from', clock: systemClock }, () => undefined);

/** Every document of a store, byte for byte, and its indexes. */
async function contentOf(of: string): Promise<Record<string, unknown>> {
  const store = new LmdbStore(storePaths(of).data);
  const collections = [...new Catalog(store).all()].map((collection): [string, unknown] => [
    collection.namespace,
    {
      documents: store.read(collection.documents, 100_000, false).map(({ value }) => value.toString('hex')),
      indexes: collection.indexes
        .map((index) => index.describe())
        .sort((one, other) => (String(one['name']) < String(other['name']) ? -1 : 1)),
    },
  ]);
  await store.close();
  return Object.fromEntries(collections.sort(([one], [other]) => (one < other ? -1 : 1)));
}

describe('gateway store migrate', () => {
  it('takes demo data to a server, though killed on the way, and back: the store equals itself', async () => {
    const people = ['--pupils', '1500', '--guardians', '1500'];
    await promisify(execFile)(process.execPath, [cli, 'demo-data', ...people], { env: environment() });
    const { uri, db } = freshDatabase();
    const killed = spawn(process.execPath, [cli, 'store', 'migrate', '--to', uri], {
      env: environment(),
      stdio: 'ignore',
    });
    const exited = once(killed, 'exit');
    while ((await db.collection('accounts').countDocuments()) === 0) await pause(5);
    killed.kill('SIGKILL');
    await exited;
    const copied = await db.collection('identifiers').countDocuments();
    expect(copied).toBeLessThan(3000);

    const { database, collections } = await migrateTo(uri);
    expect(database).toBe(db.databaseName);
    expect(collections.find(({ name }) => name === 'accounts')).toMatchObject({ documents: 3000 });
    const back = join(folder.dataDir, 'back');
    expect((await migrateFrom(uri, back)).collections).toEqual(collections);
    expect(await contentOf(back)).toEqual(await contentOf(dataDir));
    expect(await faultsOf(back)).toEqual([]);
  }, 60_000);

  it('keeps every type, and the indexes with their options', async () => {
    const { Long, Double, Int32, Decimal128, Binary, Timestamp, BSONRegExp } = mongoose.mongo;
    await fillStore(dataDir, async (db) => {
      const types = db.collection('types');
      await types.createIndexes([
        { key: { a: 1, b: -1 }, name: 'ab', unique: true, partialFilterExpression: { a: { $exists: true } } },
        { key: { at: 1 }, name: 'at', expireAfterSeconds: 3600 },
        { key: { c: 1 }, name: 'c', sparse: true },
      ]);
      const values = [new Long(5), new Double(5), new Int32(5), Decimal128.fromString('5.00'), null, true];
      const others = [
        new Timestamp({ t: 1, i: 2 }),
        new BSONRegExp('^a', 'i'),
        new Binary(Buffer.from('x'), 0x80),
      ];
      await types.insertMany(
        [...values, ...others].map((value, a) => ({ _id: `${a}` as never, a, value, at: farAway })),
      );
      await types.insertOne({ c: [{ deep: [] }], date: new Date(-1), at: farAway });
    });
    const { uri } = freshDatabase();
    await migrateTo(uri);
    const back = join(folder.dataDir, 'back');
    await migrateFrom(uri, back);
    expect(await contentOf(back)).toEqual(await contentOf(dataDir));
  });

  it('takes no account of expired documents on either side', async () => {
    const at = (seconds: number): Date => new Date(Date.now() + seconds * 1000);
    await fillStore(dataDir, async (db) => {
      await db.collection('sessions').createIndex({ until: 1 }, { expireAfterSeconds: 0 });
      await db.collection('sessions').insertMany([
        { _id: 'old' as never, until: at(-5) },
        { _id: 'soon' as never, until: at(60) },
        { _id: 'present' as never, until: at(7200) },
      ]);
    });
    const { uri, db } = freshDatabase();
    await db.collection('sessions').insertOne({ _id: 'older' as never, until: at(-60) });
    const { collections } = await migrateTo(uri);
    expect(collections).toMatchObject([{ name: 'sessions', documents: 2, indexes: 2 }]);
    const kept = await db.collection<{ _id: string }>('sessions').find().sort({ _id: 1 }).toArray();
    expect(kept.map(({ _id }) => _id).filter((id) => id !== 'older')).toEqual(['present', 'soon']);
  });

  it('refuses a database that holds other data, before it writes anything', async () => {
    await fillStore(dataDir, async (db) => {
      await db.collection('a').insertOne({ _id: 'ours' as never });
      await db.collection('b').insertMany([{ _id: 'x' as never, n: 1 }, { _id: 'y' as never }]);
    });
    const cases: [string, object, RegExp][] = [
      ['cats', { name: 'Tom' }, /holds other data \(collection cats\): name an empty database/],
      ['b', { _id: 'z' }, /b: document "z" is in the target alone/],
      ['b', { _id: 'x', n: 2 }, /b: document "x" is not the same in the target/],
    ];
    for (const [name, document, message] of cases) {
      const { uri, db } = freshDatabase();
      await db.collection(name).insertOne({ ...document });
      await expect(migrateTo(uri)).rejects.toThrow(message);
      expect(await db.collection('a').countDocuments()).toBe(0);
    }
  });

  it('says which document an index of the target refuses, without its values', async () => {
    await fillStore(dataDir, (db) =>
      db.collection('a').insertMany([
        { _id: 'one' as never, mail: 'x@example.org' },
        { _id: 'two' as never, mail: 'x@example.org' },
      ]),
    );
    const { uri, db } = freshDatabase();
    await db.collection('a').createIndex({ mail: 1 }, { unique: true });
    const refused = migrateTo(uri);
    await expect(refused).rejects.toThrow(/a: the target refuses document "two"/);
    await expect(refused).rejects.not.toThrow(/x@example/);
  });

  it('wants the gateway stopped, a store that is there, and a server that answers', async () => {
    const { uri } = freshDatabase();
    await expect(migrateTo(uri)).rejects.toThrow(/There is no store in/);
    const running = await openStoreServer({ dataDir, clock });
    await expect(migrateTo(uri)).rejects.toThrow(
      new RegExp(`Process ${process.pid} has this store open: stop the gateway first`),
    );
    await running.stop();
    const silent = migrateTo('mongodb://admin:s3cret@127.0.0.1:9/x?serverSelectionTimeoutMS=300');
    await expect(silent).rejects.toThrow(/^The MongoDB server 127\.0\.0\.1:9 cannot be used/);
    await expect(silent).rejects.not.toThrow(/s3cret/);
    await expect(migrateTo('http://admin:s3cret@host/x')).rejects.toThrow(
      /^The MongoDB server host cannot be used/,
    );
  });
});
