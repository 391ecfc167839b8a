import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Transaction } from 'lmdb';
import { OperatorError } from '../../../operator-error.js';
import type { Entry, KeyRange, ReadableStore } from '../engine/ordered-store.js';
import { checkDataFile, dataFile, isSealed } from '../engine/check-store.js';
import { DataFile } from '../engine/data-file.js';
import { keySpace } from '../engine/key-space.js';
import { lmdbRange, openLmdb, type LmdbDatabase } from '../engine/open-lmdb.js';
import { unseal } from '../engine/seal.js';

/**
 * A store as it was at one moment, read-only: LMDB lets other processes read while one writes, and neither waits for
 * the other. As long as a snapshot is open the writer cannot use again the pages that it frees.
 */
export class Snapshot implements ReadableStore {
  private constructor(
    private readonly folder: string,
    private readonly database: LmdbDatabase,
    private readonly state: { transaction: Transaction; sealed: boolean },
  ) {}

  /**
   * Opens the data files in `folder`, every page of them read and found sound.
   * @throws OperatorError when there are none, or they are damaged or no store.
   */
  static async open(folder: string): Promise<Snapshot> {
    if (!existsSync(join(folder, dataFile)))
      throw new OperatorError(`There is no store in ${folder}: set DATA_DIR to the folder that has one.`);
    const path = join(folder, dataFile);
    new DataFile(path).close();
    const database = openReadOnly(folder);
    const transaction = database.useReadTransaction();
    try {
      checkDataFile(path);
      const sealed = isSealed(database.get(Buffer.of(keySpace.format), { transaction }));
      return new Snapshot(folder, database, { transaction, sealed });
    } catch (error) {
      transaction.done();
      await database.close();
      throw error;
    }
  }

  get(key: Buffer): Buffer | undefined {
    const value = this.database.get(key, { transaction: this.state.transaction });
    return value && this.unsealed(key, value);
  }

  read(range: KeyRange, limit: number, backwards: boolean): Entry[] {
    const { transaction } = this.state;
    const found = this.database.getRange({ ...lmdbRange(range, backwards), limit, transaction });
    return [...found].map(({ key, value }) => ({ key, value: this.unsealed(key, value) }));
  }

  count(range: KeyRange): number {
    return this.database.getKeysCount({ ...range, transaction: this.state.transaction });
  }

  /** Size of the data file in bytes. */
  sizeOnDisk(): number {
    return statSync(join(this.folder, dataFile)).size;
  }

  /** How many bytes of the data file hold something; the writer uses the rest again. */
  sizeUsed(): number {
    const file = new DataFile(join(this.folder, dataFile));
    file.close();
    const { main, freePages, pageSize } = file.meta;
    return (main.pages + freePages.pages + 2) * pageSize;
  }

  /** Copies the store as of now, without free pages, as `data.mdb` in `folder`, which exists. Never overwrites. */
  async copyTo(folder: string): Promise<void> {
    await this.database.backup(folder, true);
  }

  async close(): Promise<void> {
    this.state.transaction.done();
    await this.database.close();
  }

  private unsealed(key: Buffer, value: Buffer): Buffer {
    return this.state.sealed ? unseal(key, value) : value;
  }
}

function openReadOnly(folder: string): LmdbDatabase {
  try {
    return openLmdb(folder, { readOnly: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${join(folder, dataFile)} cannot be read as a store: ${reason}.`, {
      cause: error,
    });
  }
}
