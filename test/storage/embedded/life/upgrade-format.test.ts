import { FrozenClock } from '../../../../src/clock.js';
import { createEngine } from '../../../../src/storage/embedded/engine/engine.js';
import { LmdbStore } from '../../../../src/storage/embedded/engine/lmdb-store.js';
import type { OrderedStore } from '../../../../src/storage/embedded/engine/ordered-store.js';
import {
  readFormat,
  storeFormats,
  upgradeFormat,
  type Formats,
} from '../../../../src/storage/embedded/engine/upgrade-format.js';
import { startEmbeddedStore } from '../../../../src/storage/embedded/start-embedded-store.js';
import { storePaths } from '../../../../src/storage/embedded/store-paths.js';
import { clock, faultsOf, fillStore, makeFolder } from './life-store.js';

let folder: ReturnType<typeof makeFolder>;
let store: LmdbStore;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

const catalogued = { start: Buffer.of(1), end: Buffer.of(2) };
const old = { start: Buffer.of(9), end: Buffer.of(10) };

/** In the made-up older format the catalogue lay elsewhere. */
const moveCatalogue = (from: typeof old, to: number) => (target: OrderedStore) => {
  for (const { key, value } of target.read(from, 1000, false)) {
    target.remove(key);
    target.put(Buffer.concat([Buffer.of(to), key.subarray(1)]), value);
  }
};

/** The formats of a program two steps further: 2 -> 3 does nothing to our store, 3 -> 4 brings the catalogue to its place. */
const formats = (upgrade: (target: OrderedStore) => void): Formats => ({
  current: 4,
  upgrades: new Map([
    [2, () => undefined],
    [3, upgrade],
  ]),
});

async function openOldStore(): Promise<void> {
  await fillStore(folder.dataDir, (db) => db.collection('people').insertOne({ name: 'Noé' }));
  store = new LmdbStore(storePaths(folder.dataDir).data);
  store.transaction(() => moveCatalogue(catalogued, 9)(store));
}

test('an older format is upgraded step by step when the store is opened, once', async () => {
  await openOldStore();
  const engine = createEngine(store, clock, { formats: formats(moveCatalogue(old, 1)) });
  expect([...engine.catalog.all()].map(({ namespace }) => namespace)).toEqual(['passerelle.people']);
  expect(readFormat(store)).toBe(4);
  expect(store.count(old)).toBe(0);
  const again = createEngine(store, clock, {
    formats: formats(() => {
      throw new Error('a second time');
    }),
  });
  expect([...again.catalog.all()]).toHaveLength(1);
  await store.close();
});

test('an upgrade that fails leaves the store as it was', async () => {
  await openOldStore();
  const failing = formats((target) => {
    moveCatalogue(old, 1)(target);
    throw new Error('disk full');
  });
  expect(() => createEngine(store, clock, { formats: failing })).toThrow('disk full');
  expect([readFormat(store), store.count(catalogued), store.count(old)]).toEqual([2, 0, 1]);
  await store.close();
});

test('a newer format is refused and left alone, so is one too old to upgrade', async () => {
  await openOldStore();
  expect(() => upgradeFormat(store, { current: 3, upgrades: new Map() })).toThrow(
    'the store has format 2, this version of the gateway reads format 3 and upgrades from no version that old',
  );
  store.transaction(() => store.put(Buffer.of(0), Buffer.of(7)));
  expect(() => createEngine(store, new FrozenClock('2026-03-02T08:00:00Z'))).toThrow(
    `the store has format 7, this version of the gateway reads format ${storeFormats.current}: start the newer version`,
  );
  expect(readFormat(store)).toBe(7);
  await store.close();
  await expect(startEmbeddedStore({ dataDir: folder.dataDir })).rejects.toThrow('the store has format 7');
  await expect(faultsOf(folder.dataDir)).rejects.toThrow('The store has format 7');
});

test('every step to the present format is there', () => {
  const steps = Array.from({ length: storeFormats.current - 1 }, (_, index) => index + 1);
  expect([...storeFormats.upgrades.keys()]).toEqual(steps);
});
