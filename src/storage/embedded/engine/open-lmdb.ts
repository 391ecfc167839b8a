import { open, type RangeOptions, type RootDatabase } from 'lmdb';
import { asSystemError } from './disk-error.js';
import type { KeyRange } from './ordered-store.js';

/** LMDB with keys and values that are bytes. */
export type LmdbDatabase = RootDatabase<Buffer, Buffer>;

/**
 * Opens the data files in `folder`. `overlappingSync` keeps a third meta page for commits that are not flushed, and trusts it
 * by the boot's id: every commit here is flushed, so LMDB's own two meta pages are enough.
 * @throws Error with the system's `code` where the system refuses.
 */
export function openLmdb(folder: string, { readOnly }: { readOnly: boolean }): LmdbDatabase {
  const options = {
    keyEncoding: 'binary',
    encoding: 'binary',
    cache: false,
    overlappingSync: false,
  } as const;
  try {
    return open<Buffer, Buffer>({
      path: folder,
      noSubdir: false,
      maxDbs: 1,
      maxReaders: 16,
      readOnly,
      ...options,
    });
  } catch (error) {
    throw asSystemError(error, folder);
  }
}

/** `range` as LMDB wants it said. */
export function lmdbRange({ start, end }: KeyRange, backwards: boolean): RangeOptions {
  if (!backwards) return { start, end };
  return { start: end, exclusiveStart: true, end: start, inclusiveEnd: true, reverse: true };
}
