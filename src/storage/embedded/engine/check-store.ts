import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keySpace } from './key-space.js';
import { checkPages } from './check-pages.js';
import { DamagedStoreError, DataFile } from './data-file.js';
import { openSeal } from './seal.js';

/** LMDB's own name for it. */
export const dataFile = 'data.mdb';
/** Exists once a store was opened here; says what the data file was when it was last known to be whole. */
const stampFile = 'closed';

/**
 * Looks at the data file before it is mapped. When it is what the last stop left, or the last opening that wrote nothing, that is
 * all; else, after a kill, a crash or a change from outside, every page and every checksum is read.
 * @throws DamagedStoreError when it cannot be what the last commit left; Error with the system's `code`.
 */
export function checkStore(folder: string): void {
  const path = join(folder, dataFile);
  const stamp = readStamp(folder);
  if (!existsSync(path) || statSync(path).size === 0) {
    if (stamp === undefined) return;
    throw new DamagedStoreError(path, 'it is empty or gone, and it was in use');
  }
  if (stamp !== stampOf(path)) checkDataFile(path);
}

/** Remembers what the data file is, which was checked or closed: until a write the next opening need not read it all. */
export function noteWhole(folder: string): void {
  const stamp = stampOf(join(folder, dataFile));
  if (stamp !== readStamp(folder)) writeFileSync(join(folder, stampFile), stamp, { mode: 0o600 });
}

/** Format 1 had no checksums: the first entry of a store holds the format's number alone. */
export function isSealed(formatValue: Buffer | undefined): boolean {
  return formatValue?.length !== 1;
}

/**
 * Reads every page and every checksum of a data file with reads, also while another process writes, when the caller has a
 * snapshot of it open: the pages that the newest commit leads to are then not used again.
 * @throws DamagedStoreError for the first that cannot be what was written.
 */
export function checkDataFile(path: string): void {
  const file = new DataFile(path);
  let sealed = true;
  try {
    checkPages(file, (key, value) => {
      if (key[0] === keySpace.format) sealed = isSealed(value);
      if (sealed && !openSeal(key, value))
        throw file.damaged(`the entry ${key.toString('hex')} is not what was written`);
    });
  } finally {
    file.close();
  }
}

function readStamp(folder: string): string | undefined {
  const path = join(folder, stampFile);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** A power cut may lose the time of a write and keep the write: its number tells. @throws DamagedStoreError */
function stampOf(path: string): string {
  const { size, mtimeNs } = statSync(path, { bigint: true });
  const file = new DataFile(path);
  file.close();
  return `${size} ${mtimeNs} ${file.meta.transaction}`;
}
