import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase, type Transaction } from 'lmdb';
import { OperatorError } from '../../../operator-error.js';
import type { Entry, KeyRange, ReadableStore } from '../engine/ordered-store.js';
import { checkPages } from './check-pages.js';
import type { Report } from './fault.js';
import { dataFile, refuseUnlessLmdb } from './lmdb-file.js';

/** What LMDB says of its tree, in pages. */
interface TreeStats {
  treeBranchPageCount: number;
  treeLeafPageCount: number;
  overflowPages: number;
}

interface Stats {
  pageSize: number;
  root: TreeStats;
  free: TreeStats;
}

/**
 * A store as it was at one moment, read-only: LMDB lets other processes read while one writes, and neither waits for
 * the other. As long as a snapshot is open the writer cannot use again the pages that it frees.
 */
export class Snapshot implements ReadableStore {
  private constructor(
    private readonly folder: string,
    private readonly database: RootDatabase<Buffer, Buffer>,
    private readonly transaction: Transaction,
  ) {}

  /**
   * Opens the data files in `folder`, every page of them read and found sound.
   * @throws OperatorError when there are none, they are no store, or pages are damaged: these are reported.
   */
  static async open(folder: string, report: Report): Promise<Snapshot> {
    if (!existsSync(join(folder, dataFile)))
      throw new OperatorError(`There is no store in ${folder}: set DATA_DIR to the folder that has one.`);
    const path = join(folder, dataFile);
    refuseUnlessLmdb(path);
    const database = openReadOnly(folder);
    const snapshot = new Snapshot(folder, database, database.useReadTransaction());
    const damaged = checkPages(path, report);
    if (damaged === 0) return snapshot;
    await snapshot.close();
    throw new OperatorError(`${path} is damaged and cannot be read: restore a backup.`);
  }

  get(key: Buffer): Buffer | undefined {
    return this.database.get(key, { transaction: this.transaction });
  }

  read(range: KeyRange, limit: number, backwards: boolean): Entry[] {
    const { transaction } = this;
    if (!backwards) return [...this.database.getRange({ ...range, limit, transaction })];
    const bounds = { start: range.end, exclusiveStart: true, end: range.start, inclusiveEnd: true };
    return [...this.database.getRange({ ...bounds, reverse: true, limit, transaction })];
  }

  count(range: KeyRange): number {
    return this.database.getKeysCount({ ...range, transaction: this.transaction });
  }

  /** Size of the data file in bytes. */
  sizeOnDisk(): number {
    return statSync(join(this.folder, dataFile)).size;
  }

  /** How many bytes of the data file hold something; the writer uses the rest again. */
  sizeUsed(): number {
    const { pageSize, root, free } = this.stats();
    const pages = [root, free].map(
      (tree) => tree.treeBranchPageCount + tree.treeLeafPageCount + tree.overflowPages,
    );
    return pages.reduce((sum, count) => sum + count, 2) * pageSize;
  }

  /** Copies the store as of now, without free pages, as `data.mdb` in `folder`, which exists. Never overwrites. */
  async copyTo(folder: string): Promise<void> {
    await this.database.backup(folder, true);
  }

  async close(): Promise<void> {
    this.transaction.done();
    await this.database.close();
  }

  private stats(): Stats {
    return this.database.getStats() as Stats;
  }
}

function openReadOnly(folder: string): RootDatabase<Buffer, Buffer> {
  try {
    return open<Buffer, Buffer>({
      path: folder,
      noSubdir: false,
      readOnly: true,
      keyEncoding: 'binary',
      encoding: 'binary',
      cache: false,
      maxDbs: 1,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${join(folder, dataFile)} cannot be read as a store: ${reason}.`, {
      cause: error,
    });
  }
}
