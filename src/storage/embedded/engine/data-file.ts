import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { OperatorError } from '../../../operator-error.js';

/** The data file cannot be what the last commit left. */
export class DamagedStoreError extends OperatorError {
  constructor(file: string, finding: string) {
    super(
      `${file} is damaged (${finding}). It was not touched. Keep this folder aside, then restore the last good backup ` +
        'into an empty one (gateway store restore).',
    );
  }
}

/** A tree of pages, as a meta page describes it. */
export interface Tree {
  /** Undefined for a tree without entries. */
  root: number | undefined;
  depth: number;
  pages: number;
  /** How many of the pages lead to others. */
  branches: number;
  entries: number;
}

/** What the newest meta page says (struct MDB_meta of LMDB, format 2 with 24-byte page headers). */
export interface Meta {
  pageSize: number;
  freePages: Tree;
  main: Tree;
  lastPage: number;
  transaction: number;
}

const header = 24;
const magic = 0xbeefc0de;
const dataVersion = 2;
const metaFlag = 0x08;
const noPage = 0xffffffff;

/** An LMDB data file, opened to be looked at before it is mapped: a page missing under a map ends the process (SIGBUS). */
export class DataFile {
  readonly size: number;
  readonly meta: Meta;
  private readonly descriptor: number;

  /** @throws DamagedStoreError when its meta pages contradict themselves or each other; Error with the system's `code`. */
  constructor(readonly path: string) {
    this.descriptor = openSync(path, 'r');
    try {
      this.meta = this.readMeta();
      this.size = fstatSync(this.descriptor).size;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Fills `bytes` from page `page` on. @throws DamagedStoreError where the file ends before. */
  read(page: number, bytes: Buffer): void {
    const read = readSync(this.descriptor, bytes, 0, bytes.length, page * this.meta.pageSize);
    if (read < bytes.length) throw this.damaged(`page ${page} lies behind the end of the file`);
  }

  damaged(finding: string): DamagedStoreError {
    return new DamagedStoreError(this.path, finding);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** A gateway that writes meanwhile commits in 0.3 ms: its two meta pages are then read again. */
  private readMeta(attempts = 5): Meta {
    const first = this.metaAt(0, 0);
    const second = this.metaAt(first.pageSize, 1);
    const isCopy = first.transaction === 0;
    const follow = isCopy || Math.abs(first.transaction - second.transaction) === 1;
    if (second.pageSize === first.pageSize && follow)
      return first.transaction > second.transaction ? first : second;
    if (attempts > 1) return this.readMeta(attempts - 1);
    throw this.damaged('its two meta pages do not agree');
  }

  /** Commit number n is written to meta page n modulo 2; a new file has 0 in both, a backup's copy in the first. */
  private metaAt(offset: number, number: number): Meta {
    const bytes = Buffer.alloc(header + 144);
    const read = readSync(this.descriptor, bytes, 0, bytes.length, offset);
    const meta = bytes.subarray(header);
    const right =
      read === bytes.length &&
      bytes.readUInt16LE(18) === metaFlag &&
      meta.readUInt32LE(0) === magic &&
      meta.readUInt32LE(4) === dataVersion;
    if (!right) throw this.damaged(`meta page ${number} is not one`);
    const pageSize = meta.readUInt32LE(24);
    const lastPage = uint64(meta, 120);
    const transaction = uint64(meta, 128);
    const likely =
      pageSize >= 512 &&
      pageSize <= 65536 &&
      (pageSize & (pageSize - 1)) === 0 &&
      lastPage >= 1 &&
      (transaction === 0 || transaction % 2 === number);
    if (!likely) throw this.damaged(`meta page ${number} has impossible numbers`);
    return { pageSize, freePages: treeAt(meta, 24), main: treeAt(meta, 72), lastPage, transaction };
  }
}

function treeAt(meta: Buffer, offset: number): Tree {
  const root = uint64(meta, offset + 40);
  return {
    root: root > noPage ? undefined : root,
    depth: meta.readUInt16LE(offset + 6),
    branches: uint64(meta, offset + 8),
    pages: uint64(meta, offset + 8) + uint64(meta, offset + 16) + uint64(meta, offset + 24),
    entries: uint64(meta, offset + 32),
  };
}

/** A 64-bit number as a double: exact for any file that can exist. */
export function uint64(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 2 ** 32;
}
