import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { checkStore, dataFile, isUnsealed, noteClosed, noteOpened } from './check-store.js';
import { asCommitError, asSystemError, isFromLmdb } from './disk-error.js';
import { DiskRoom } from './disk-room.js';
import { keySpace } from './key-space.js';
import { largestRead, type Entry, type KeyRange, type OrderedStore } from './ordered-store.js';
import { seal, unseal } from './seal.js';

/** Every key there can be. */
const everything: KeyRange = { start: Buffer.of(keySpace.format), end: Buffer.of(0xff) };

/**
 * LMDB as the durable engine. `transactionSync` with its default flags writes the pages, calls fdatasync, then writes
 * the meta page through a descriptor opened with O_DSYNC, and returns (seen with strace): that is durable and safe
 * at any crash. Measured on a virtual disk: 0.28 ms and 0.10 CPU ms a commit, against 0.44 ms and 0.26 CPU ms for
 * `transaction()` and its `flushed` promise.
 */
export class LmdbStore implements OrderedStore {
  private database: RootDatabase<Buffer, Buffer>;
  private readonly room: DiskRoom;
  private undo: { key: Buffer; before: Buffer | undefined }[] = [];

  /**
   * Opens or creates the data files in `folder`. @throws DamagedStoreError; Error with the system's `code` when it cannot be
   * read or written.
   */
  constructor(private readonly folder: string) {
    checkStore(folder);
    this.room = new DiskRoom(join(folder, dataFile));
    this.database = openDatabase(folder);
    noteOpened(folder);
    if (isUnsealed(this.database.getBinary(everything.start))) this.sealAll();
  }

  get(key: Buffer): Buffer | undefined {
    const sealed = this.database.getBinary(key);
    return sealed && unseal(key, sealed);
  }

  put(key: Buffer, value: Buffer): void {
    const before = this.database.getBinary(key);
    this.room.takeForValue(value.length, before?.length ?? 0);
    this.undo.push({ key, before });
    this.database.putSync(key, seal(key, value));
  }

  remove(key: Buffer): void {
    const before = this.database.getBinary(key);
    this.room.takeForRemoval(before?.length ?? 0);
    this.undo.push({ key, before });
    this.database.removeSync(key);
  }

  read(range: KeyRange, limit: number, backwards: boolean): Entry[] {
    const entries: Entry[] = [];
    let bytes = 0;
    for (const { key, value } of this.sealedEntries(range, limit, backwards)) {
      entries.push({ key, value: unseal(key, value) });
      bytes += value.length;
      if (bytes > largestRead + 4 * entries.length) break;
    }
    return entries;
  }

  private sealedEntries(range: KeyRange, limit: number, backwards: boolean): Iterable<Entry> {
    if (!backwards) return this.database.getRange({ ...range, limit });
    const bounds = { start: range.end, exclusiveStart: true, end: range.start, inclusiveEnd: true };
    return this.database.getRange({ ...bounds, reverse: true, limit });
  }

  count(range: KeyRange): number {
    return this.database.getKeysCount({ ...range });
  }

  transaction<T>(work: () => T): T {
    this.room.begin();
    try {
      return this.database.transactionSync(work);
    } catch (error) {
      if (isFromLmdb(error)) this.reopen();
      throw asCommitError(error, join(this.folder, dataFile));
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

  async backup(file: string): Promise<void> {
    await this.database.backup(file, true);
  }

  async close(): Promise<void> {
    await this.database.close();
    noteClosed(this.folder);
  }

  /** After a commit that failed, what LMDB keeps in memory is not trusted: an error in its meta page ends all writing. */
  private reopen(): void {
    void this.database.close();
    this.database = openDatabase(this.folder);
  }

  /** Gives checksums to a store of a program that had none. */
  private sealAll(): void {
    this.database.transactionSync(() => {
      for (const { key, value } of this.database.getRange(everything))
        this.database.putSync(key, seal(key, value));
    });
  }

  /** Undoing by hand is cheaper than a nested LMDB transaction, which copies the list of dirty pages each time. */
  private rollBackTo(mark: number): void {
    for (const { key, before } of this.undo.splice(mark).reverse()) {
      if (before === undefined) this.database.removeSync(key);
      else this.database.putSync(key, before);
    }
  }
}

/**
 * `overlappingSync` keeps a third meta page for commits that are not flushed, and trusts it by the boot's id: every commit
 * here is flushed, so LMDB's own two meta pages are enough.
 */
function openDatabase(folder: string): RootDatabase<Buffer, Buffer> {
  const options = {
    keyEncoding: 'binary',
    encoding: 'binary',
    cache: false,
    overlappingSync: false,
  } as const;
  try {
    return open<Buffer, Buffer>({ path: folder, noSubdir: false, maxDbs: 1, maxReaders: 16, ...options });
  } catch (error) {
    throw asSystemError(error, folder);
  }
}
