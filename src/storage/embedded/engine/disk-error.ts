import { statfsSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { CommandError } from '../command-error.js';

/** A disk with less room than this, in bytes, is the reason for a write that was cut short. */
const leastRoom = 1024 * 1024;

/**
 * What LMDB says of the system, as Node says it: `code` becomes a name (`EACCES`) and `path` the folder. LMDB gives the
 * system's number, or its own code below 0, which stays.
 */
export function asSystemError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return error;
  const [name] = getSystemErrorMap().get(-error.code) ?? [];
  return name === undefined ? error : Object.assign(error, { code: name, path });
}

/**
 * A failed commit as the client hears of it. A full disk cuts a write short, and LMDB calls that an input/output error:
 * so the room left decides. Quotas and `ulimit -f` are full disks too.
 */
export function asCommitError(error: unknown, folder: string): unknown {
  const known = asSystemError(error, folder);
  const code = known instanceof Error && 'code' in known ? known.code : undefined;
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  if (!full && !(code === 'EIO' && roomIn(folder) < leastRoom)) return known;
  return new CommandError(
    'OutOfDiskSpace',
    `The disk of ${folder} is full: nothing of this write was kept. Make room; the store goes on by itself.`,
  );
}

function roomIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
