import { open, type RootDatabase } from 'lmdb';
import type { Entry, KeyRange, OrderedStore } from './ordered-store.js';

/**
 * LMDB as the durable engine. `transactionSync` with its default flags writes the pages, calls fdatasync, then writes
 * the meta page through a descriptor opened with O_DSYNC, and returns (seen with strace): that is durable and safe
 * at any crash. Measured on a virtual disk: 0.28 ms and 0.10 CPU ms a commit, against 0.44 ms and 0.26 CPU ms for
 * `transaction()` and its `flushed` promise.
 */
export class LmdbStore implements OrderedStore {
  private readonly database: RootDatabase<Buffer, Buffer>;
  private undo: { key: Buffer; before: Buffer | undefined }[] = [];

  /** Opens or creates the data files in `folder`. @throws Error when it cannot be read or written. */
  constructor(folder: string) {
    this.database = open<Buffer, Buffer>({
      path: folder,
      noSubdir: false,
      keyEncoding: 'binary',
      encoding: 'binary',
      cache: false,
      maxDbs: 1,
      maxReaders: 16,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.database.getBinary(key);
  }

  put(key: Buffer, value: Buffer): void {
    this.undo.push({ key, before: this.database.getBinary(key) });
    this.database.putSync(key, value);
  }

  remove(key: Buffer): void {
    this.undo.push({ key, before: this.database.getBinary(key) });
    this.database.removeSync(key);
  }

  read(range: KeyRange, limit: number, backwards: boolean): Entry[] {
    if (!backwards) return [...this.database.getRange({ ...range, limit })];
    const bounds = { start: range.end, exclusiveStart: true, end: range.start, inclusiveEnd: true };
    return [...this.database.getRange({ ...bounds, reverse: true, limit })];
  }

  count(range: KeyRange): number {
    return this.database.getKeysCount({ ...range });
  }

  transaction<T>(work: () => T): T {
    try {
      return this.database.transactionSync(work);
    } finally {
      this.undo = [];
    }
  }

  attempt<T>(work: () => T): T {
    const mark = this.undo.length;
    try {
      return work();
    } catch (error) {
      this.rollBackTo(mark);
      throw error;
    }
  }

  forgetDeadReaders(): void {
    this.database.readerCheck();
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  /** Undoing by hand is cheaper than a nested LMDB transaction, which copies the list of dirty pages each time. */
  private rollBackTo(mark: number): void {
    for (const { key, before } of this.undo.splice(mark).reverse()) {
      if (before === undefined) this.database.removeSync(key);
      else this.database.putSync(key, before);
    }
  }
}
