import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore } from '../../../src/storage/embedded/engine/lmdb-store.js';
import { WriteQueue } from '../../../src/storage/embedded/engine/write-queue.js';

/** As lmdb throws it when its list of free pages is not what it expects. */
const stumble = (): Error => Object.assign(new Error('MDB_NOTFOUND: no matching pair'), { code: -30798 });
const key = (name: string): Buffer => Buffer.from(name);
const everything = { start: key('a'), end: key('z') };

/** LMDB that fails at the writes of these numbers. */
class StumblingStore extends LmdbStore {
  private written = 0;
  constructor(
    folder: string,
    private readonly failing: readonly number[],
  ) {
    super(folder);
  }
  override put(name: Buffer, value: Buffer): void {
    this.written += 1;
    if (this.failing.includes(this.written)) throw stumble();
    super.put(name, value);
  }
}

describe('a commit in which LMDB fails', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stumbling-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes a, b, c in one commit; gives what each heard, what is stored, and how often the catalog was rolled back. */
  async function writeThree(failing: readonly number[]) {
    const store = new StumblingStore(folder, failing);
    let undone = 0;
    const queue = new WriteQueue<string>(store, { onUndone: () => (undone += 1), onCommitted: () => {} });
    const heard: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      queue.add({
        run: () => {
          store.put(key(name), key('1'));
          return name;
        },
        done: (result) => heard.push(result),
        failed: ({ codeName, message }) => heard.push(`${name}: ${codeName} ${message}`),
      });
    }
    queue.flush();
    const stored = store.read(everything, 9, false).map((entry) => `${entry.key}`);
    store.transaction(() => store.put(key('later'), key('1')));
    expect(store.get(key('later'))?.toString()).toBe('1');
    await store.close();
    return { heard, stored, undone };
  }

  it('is tried once more, with all that was in it', async () => {
    const all = { heard: ['a', 'b', 'c'], stored: ['a', 'b', 'c'] };
    expect(await writeThree([])).toEqual({ ...all, undone: 0 });
    rmSync(folder, { recursive: true });
    expect(await writeThree([2])).toEqual({ ...all, undone: 1 });
  });

  it('fails when it fails again: nothing of it is kept, and the store goes on', async () => {
    const message = 'InternalError MDB_NOTFOUND: no matching pair';
    expect(await writeThree([2, 5])).toEqual({
      heard: [`a: ${message}`, `b: ${message}`, `c: ${message}`],
      stored: [],
      undone: 2,
    });
  });
});

describe('commits', () => {
  let folder: string;
  let store: LmdbStore;
  let heard: string[];
  let add: (name: string) => void;
  beforeEach(() => {
    jest.useFakeTimers();
    folder = mkdtempSync(join(tmpdir(), 'commits-'));
    store = new LmdbStore(folder);
    heard = [];
    const queue = new WriteQueue<string>(store, { onUndone: () => {}, onCommitted: () => {} });
    add = (name) =>
      queue.add({
        run: () => name,
        done: (result) => heard.push(result),
        failed: ({ message }) => heard.push(message),
      });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('of writes that come one by one do not wait', () => {
    for (const name of ['a', 'b', 'c']) {
      add(name);
      jest.advanceTimersByTime(0);
      expect(heard.splice(0)).toEqual([name]);
    }
  });

  it('wait for each other while several writes share them', () => {
    add('a');
    add('b');
    jest.advanceTimersByTime(0);
    expect(heard.splice(0)).toEqual(['a', 'b']);
    add('c');
    jest.advanceTimersByTime(19);
    add('d');
    expect(heard).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(heard).toEqual(['c', 'd']);
  });

  it('do not wait for more when enough writes are there', () => {
    const many = Array.from({ length: 16 }, (_, at) => `w${at}`);
    add('a');
    add('b');
    jest.advanceTimersByTime(0);
    for (const name of many.slice(1)) add(name);
    jest.advanceTimersByTime(0);
    expect(heard).toEqual(['a', 'b']);
    add('w0');
    jest.advanceTimersByTime(0);
    expect(heard.slice(2).sort()).toEqual(many.sort());
  });
});
