import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { OperatorError } from '../../../operator-error.js';

/** The file that LMDB keeps the entries in, inside the data folder. */
export const dataFile = 'data.mdb';

/** Length of the head of every page of LMDB, in bytes. */
export const headLength = 24;

const magic = 0xbeefc0de;
const dataVersion = 2;

/** A tree of LMDB: the page that it begins at, and how many entries it has. */
export interface Tree {
  root: number | undefined;
  entries: number;
}

/** What the meta pages of a data file say: of the two, that of the later transaction counts. */
export interface Meta {
  pageSize: number;
  transaction: number;
  /** The pages that are free, and the entries of the store. */
  trees: { free: Tree; main: Tree };
}

/**
 * A data file read as plain pages. LMDB trusts its files: one of another kind, or a damaged page, ends the process
 * (seen with lmdb 3.5: a segmentation fault, a failed assertion) or ends a scan early without any error.
 */
export class LmdbFile {
  private readonly descriptor: number;

  /** @throws Error with the system's `code` when the file cannot be read. */
  constructor(private readonly path: string) {
    this.descriptor = openSync(path, 'r');
  }

  get size(): number {
    return fstatSync(this.descriptor).size;
  }

  /** @throws OperatorError when this is no data file of LMDB, or of another version. */
  readMeta(): Meta {
    const first = this.metaAt(0);
    const second = this.metaAt(first.pageSize);
    return first.transaction > second.transaction ? first : second;
  }

  /** `length` bytes from `position` on, fewer at the end of the file. */
  read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(this.descriptor, bytes, 0, length, position));
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private metaAt(position: number): Meta {
    const bytes = this.read(position + headLength, 136);
    if (bytes.length < 136 || bytes.readUInt32LE(0) !== magic || bytes.readUInt16LE(4) !== dataVersion) {
      throw new OperatorError(
        `${this.path} is no data file of a store, or its beginning is damaged: restore a backup.`,
      );
    }
    return {
      pageSize: bytes.readUInt32LE(24),
      trees: { free: readTree(bytes, 24), main: readTree(bytes, 72) },
      transaction: Number(bytes.readBigUInt64LE(128)),
    };
  }
}

function readTree(meta: Buffer, at: number): Tree {
  const root = meta.readBigUInt64LE(at + 40);
  return {
    root: root === 0xffffffffffffffffn ? undefined : Number(root),
    entries: Number(meta.readBigUInt64LE(at + 32)),
  };
}

/** @throws OperatorError when there is a file at `path` that LMDB did not write. */
export function refuseUnlessLmdb(path: string): void {
  if (!existsSync(path)) return;
  const file = new LmdbFile(path);
  try {
    if (file.size > 0) file.readMeta();
  } finally {
    file.close();
  }
}
