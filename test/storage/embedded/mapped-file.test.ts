import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore } from '../../../src/storage/embedded/engine/lmdb-store.js';

const count = 20_000;
const key = (number: number): Buffer => Buffer.from(`k${String(number).padStart(6, '0')}`);
const value = (number: number): Buffer => Buffer.alloc(3_000, String(number));

/** Megabytes of mapped files in this process's memory, where the system says so: on Linux. */
function mapped(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return Number(/^RssFile:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) / 1024;
}

async function write(store: LmdbStore): Promise<void> {
  for (let first = 0; first < count; first += 100) {
    store.transaction(() => {
      for (let number = first; number < first + 100; number += 1) store.put(key(number), value(number));
    });
  }
}

/** Reads every value in turns of 500, and each thousandth by its key. */
function readAll(store: LmdbStore): void {
  let read = 0;
  for (let start = key(0); ;) {
    const entries = store.read({ start, end: key(999_999) }, 500, false);
    for (const entry of entries) expect(entry.value.equals(value(read++))).toBe(true);
    const last = entries.at(-1);
    if (last === undefined) break;
    start = Buffer.concat([last.key, Buffer.of(0)]);
  }
  expect(read).toBe(count);
  for (let number = 0; number < count; number += 1) {
    const found = store.get(key(number));
    if (number % 1000 === 0) expect(found).toEqual(value(number));
  }
}

/** Megabytes that writing and reading everything adds; NaN where the system does not say. */
async function growth(store: LmdbStore): Promise<number> {
  const before = mapped() ?? NaN;
  await write(store);
  readAll(store);
  return (mapped() ?? NaN) - before;
}

describe('the data file in memory', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passerelle-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('stays small where that was asked, and nothing is lost by it', async () => {
    const store = new LmdbStore(folder, { mappedOctets: 8e6 });
    expect(await growth(store)).not.toBeGreaterThan(40);
    await store.close();
  });

  it('grows with what is touched where it was not', async () => {
    const store = new LmdbStore(folder);
    expect(await growth(store)).not.toBeLessThan(60);
    await store.close();
  });
});
