import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayCommands } from '../../../support/run-gateway.js';
import { fillStore, makeFolder, tamper } from './life-store.js';

let folder: ReturnType<typeof makeFolder>;
let dataDir: string;
let gateway: GatewayCommands;
beforeEach(async () => {
  folder = makeFolder();
  dataDir = join(folder.dataDir, 'data');
  mkdirSync(dataDir);
  gateway = new GatewayCommands({ DATA_DIR: dataDir });
  await fillStore(dataDir, async (db) => {
    await db.collection('people').createIndex({ n: 1 });
    await db.collection('people').insertMany([
      { _id: 'a' as never, n: 1 },
      { _id: 'b' as never, n: 2 },
    ]);
  });
});
afterEach(() => folder.remove());

test('info, as text and as JSON, says when the gateway uses another store', async () => {
  const { code, out, warned } = await gateway.run('store', 'info');
  expect([code, warned]).toEqual([0, '']);
  expect(out).toContain(`folder:  ${join(dataDir, 'store')}\nformat:  2\n`);
  expect(out).toContain('open in: no process\npasserelle.people: 2 documents, ');
  expect(out).toContain('  index n_1: 2 entries');
  const other = new GatewayCommands({ DATA_DIR: dataDir, MONGODB_URI: 'mongodb://elsewhere/passerelle' });
  const json = await other.run('store', 'info', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ format: 2, collections: [{ name: 'passerelle.people' }] });
  expect(json.warned).toBe('MONGODB_URI is set: the gateway does not use this store.');
});

test('backup, verify of the backup, restore elsewhere', async () => {
  const file = join(folder.dataDir, 'b');
  const made = await gateway.run('store', 'backup', file);
  expect(made).toMatchObject({ code: 0, warned: '' });
  expect(made.out).toMatch(/b: 2 documents, verified\.\nNot in it: secrets\.json/);
  expect(await gateway.run('store', 'verify', file)).toMatchObject({
    code: 0,
    out: 'passerelle.people: 2 documents, 2 indexes\nNo fault.',
  });
  expect(await gateway.run('store', 'backup', file)).toMatchObject({ code: 1, out: '' });
  expect(await gateway.run('store', 'restore', file)).toMatchObject({ code: 1, out: '' });
  const restored = new GatewayCommands({ DATA_DIR: join(folder.dataDir, 'new') });
  expect(await restored.run('store', 'restore', file)).toMatchObject({ code: 0, warned: '' });
  expect((await restored.run('store', 'verify')).code).toBe(0);
});

test('faults end verify and backup with exit code 1', async () => {
  await tamper(dataDir, (store, collection) => {
    const [first] = store.read(collection('people').documents, 1, false);
    if (first) store.remove(first.key);
  });
  const line = 'passerelle.people: document "a": an entry of index n_1 leads to it and it is not there';
  const verified = await gateway.run('store', 'verify');
  expect([verified.code, verified.warned]).toEqual([1, '1 fault: restore a backup that has none.']);
  expect(verified.out).toBe(`${line}\npasserelle.people: 1 documents, 2 indexes`);
  const made = await gateway.run('store', 'backup', join(folder.dataDir, 'b'));
  expect(made.code).toBe(1);
  expect(made.warned).toBe(`${line}\n1 fault in the store, hence in the backup: see gateway store verify.`);
});

test('migrate wants one direction and an address', async () => {
  const both = await gateway.run('store', 'migrate', '--to', 'mongodb://a/b', '--from', 'mongodb://a/b');
  const none = await gateway.run('store', 'migrate');
  for (const refused of [both, none]) {
    expect(refused).toMatchObject({
      code: 1,
      warned: expect.stringMatching(/^Give either --to or --from/) as string,
    });
  }
  expect(await gateway.run('store', 'migrate', '--to', '-')).toMatchObject({
    code: 1,
    warned: 'No address came on standard input.',
  });
});
