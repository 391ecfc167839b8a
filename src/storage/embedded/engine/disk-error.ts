import { getSystemErrorMap } from 'node:util';
import { CommandError } from '../command-error.js';

const fullDisk: unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * What LMDB says of the system, as Node says it: `code` becomes a name (`EACCES`) and `path` the folder. LMDB gives the
 * system's number, or its own code below 0, which stays.
 */
export function asSystemError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return error;
  const [name] = getSystemErrorMap().get(-error.code) ?? [];
  return name === undefined ? error : Object.assign(error, { code: name, path });
}

/** Whether LMDB itself failed, and not what was done within its transaction. */
export function isFromLmdb(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'number' &&
    !(error instanceof CommandError)
  );
}

/** Whether LMDB stumbled over itself (its own codes are negative), and not over the system. */
export function isLmdbFault(error: unknown): boolean {
  return isFromLmdb(error) && (error as { code: number }).code < 0;
}

/** Whether the system refused a write for want of room: a full disk, a quota, or `ulimit -f`. */
export function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && fullDisk.includes(error.code);
}

/** A failed commit as the client hears of it. */
export function asCommitError(error: unknown, file: string): unknown {
  const known = asSystemError(error, file);
  if (!isFullDisk(known)) return known;
  return new CommandError(
    'OutOfDiskSpace',
    `There is no room left for ${file}: nothing of this write was kept. Make room; the store goes on by itself.`,
  );
}
