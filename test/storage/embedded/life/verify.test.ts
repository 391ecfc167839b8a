import { closeSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '../../../../src/storage/embedded/bson/codec.js';
import { documentsOf, encodeId, entryKey } from '../../../../src/storage/embedded/engine/collection.js';
import { storePaths } from '../../../../src/storage/embedded/store-paths.js';
import { openStoreServer } from '../../../../src/storage/embedded/open-store-server.js';
import { clock, faultsOf, fillStore, makeFolder, tamper } from './life-store.js';

interface Person {
  _id: string;
  mail?: string;
  class?: string;
  tags?: string[];
}

let folder: ReturnType<typeof makeFolder>;
beforeEach(async () => {
  folder = makeFolder();
  await fillStore(folder.dataDir, async (db) => {
    const people = db.collection<Person>('people');
    await people.createIndexes([
      { key: { mail: 1 }, name: 'mail', unique: true, sparse: true },
      { key: { class: 1 }, name: 'class' },
      { key: { tags: -1 }, name: 'tags' },
    ]);
    await people.insertMany([
      { _id: 'a', mail: 'a@example.org', class: '4A', tags: ['x', 'y', 'x'] },
      { _id: 'b', mail: 'b@example.org', class: '4A', tags: [] },
      { _id: 'c', class: '4B' },
    ]);
  });
});
afterEach(() => folder.remove());

const dataFile = (): string => join(storePaths(folder.dataDir).data, 'data.mdb');

/** The keys of the parts of the store. */
const documentKey = (collectionId: number, id: string): Buffer =>
  Buffer.concat([documentsOf(collectionId).start, encodeId(id)]);

test('a sound store has no fault, also while it is served', async () => {
  expect(await faultsOf(folder.dataDir)).toEqual([]);
  const server = await openStoreServer({ dataDir: folder.dataDir, clock });
  expect(await faultsOf(folder.dataDir)).toEqual([]);
  await server.stop();
});

test('a document that is no BSON, one that lies under another _id, one without _id', async () => {
  await tamper(folder.dataDir, (store, collection) => {
    const { id } = collection('people');
    store.put(documentKey(id, 'a'), Buffer.from('not BSON'));
    store.put(documentKey(id, 'b'), encode({ _id: 'z', mail: 'b@example.org', class: '4A', tags: [] }));
    store.put(documentKey(id, 'd'), encode({ class: '4A' }));
  });
  expect(await faultsOf(folder.dataDir)).toEqual([
    'passerelle.people: document "a": is not BSON',
    'passerelle.people: document "b": lies under this key and says that its _id is "z"',
    'passerelle.people: document "d": lies under this key and says that it has no _id',
  ]);
});

test('an entry that is missing, one that leads to nothing, one that is left over', async () => {
  await tamper(folder.dataDir, (store, collection) => {
    const byClass = collection('people').indexes.find(({ options }) => options.name === 'class');
    if (!byClass) throw new Error('no index');
    store.remove(entryKey(byClass, ['4A'], encodeId('a')));
    store.put(entryKey(byClass, ['4C'], encodeId('gone')), encodeId('gone'));
    store.put(entryKey(byClass, ['3C'], encodeId('c')), encodeId('c'));
  });
  expect(await faultsOf(folder.dataDir)).toEqual([
    'passerelle.people: document "a": its entry in index class is missing',
    'passerelle.people: document "c": an entry of index class leads to it and it has not that value',
    'passerelle.people: document "gone": an entry of index class leads to it and it is not there',
  ]);
});

test('two documents with one value of a unique index', async () => {
  await tamper(folder.dataDir, (store, collection) =>
    store.put(
      documentKey(collection('people').id, 'c'),
      encode({ _id: 'c', class: '4B', mail: 'a@example.org' }),
    ),
  );
  expect(await faultsOf(folder.dataDir)).toEqual([
    'passerelle.people: document "c": index mail is unique and document "a" has the same value',
  ]);
});

test('arrays in an index that the catalogue does not call multikey', async () => {
  await tamper(folder.dataDir, (store, collection) => {
    const people = collection('people');
    const record = {
      name: people.namespace,
      id: people.id,
      indexes: people.indexes.map(({ options }) => ({ ...options, multikey: false })),
    };
    store.put(Buffer.from('\u0001passerelle.people'), encode(record));
  });
  expect(await faultsOf(folder.dataDir)).toEqual([
    'passerelle.people: index tags holds arrays and the catalogue does not say so',
  ]);
});

test('a catalogue that cannot be read, is about another collection, or gives one number twice', async () => {
  await fillStore(folder.dataDir, (db) => db.collection('others').insertOne({ _id: 'o' as never }));
  await tamper(folder.dataDir, (store, collection) => {
    const { id } = collection('people');
    const at = (name: string): Buffer => Buffer.from(`\u0001passerelle.${name}`);
    store.put(at('unreadable'), Buffer.from('x'));
    store.put(at('alias'), encode({ name: 'passerelle.people', id: 99, indexes: [] }));
    store.put(at('twin'), encode({ name: 'passerelle.twin', id, indexes: [] }));
    store.put(
      at('bad'),
      encode({ name: 'passerelle.bad', id: 98, indexes: [{ id: 97, name: 'i', key: { a: 7 } }] }),
    );
    store.remove(at('others'));
  });
  const faults = await faultsOf(folder.dataDir);
  expect(faults).toEqual([
    'passerelle.alias: its entry in the catalogue is about another collection',
    'passerelle.bad: index i: the catalogue does not say a valid index',
    expect.stringMatching(
      /^passerelle\.twin: shares the number \d+ with passerelle\.people in the catalogue$/,
    ),
    'passerelle.unreadable: its entry in the catalogue cannot be read',
    expect.stringMatching(
      /^1 entries from key 02\w{8} on belong to no collection or index of the catalogue$/,
    ),
  ]);
});

describe('a data file that LMDB would fall over', () => {
  const damage = (page: number): void => {
    const file = openSync(dataFile(), 'r+');
    writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, page * 4096);
    closeSync(file);
  };

  test('a torn page is named, and LMDB never sees it', async () => {
    await fillStore(folder.dataDir, (db) =>
      db
        .collection('more')
        .insertMany(Array.from({ length: 200 }, (_, n) => ({ n, text: 'x'.repeat(n * 50) }))),
    );
    for (let page = 2; page < statSync(dataFile()).size / 4096; page += 1) damage(page);
    await expect(faultsOf(folder.dataDir)).rejects.toThrow(
      /damaged \(page \d+ has a wrong header\).*restore the last good backup/,
    );
  });

  test('an entry that is not what was written is named', async () => {
    const bytes = readFileSync(dataFile());
    for (let at = bytes.indexOf('b@example.org'); at >= 0; at = bytes.indexOf('b@example.org', at + 1))
      bytes.write('B', at);
    writeFileSync(dataFile(), bytes);
    await expect(faultsOf(folder.dataDir)).rejects.toThrow(/the entry \w+ is not what was written/);
  });

  test('a file that was cut, one of another kind, none at all', async () => {
    truncateSync(dataFile(), 3 * 4096);
    await expect(faultsOf(folder.dataDir)).rejects.toThrow(/damaged \(page \d+ .*the file has 3 pages/);
    writeFileSync(dataFile(), 'a text');
    await expect(faultsOf(folder.dataDir)).rejects.toThrow(/damaged \(meta page 0 is not one\)/);
    await expect(openStoreServer({ dataDir: folder.dataDir })).rejects.toThrow(
      /damaged \(meta page 0 is not one\)/,
    );
    folder.remove();
    await expect(faultsOf(folder.dataDir)).rejects.toThrow(/There is no store in/);
  });
});
