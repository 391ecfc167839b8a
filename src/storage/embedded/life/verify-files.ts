import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { storePaths } from '../store-paths.js';
import { readBackup } from './backup-file.js';
import type { Report } from './fault.js';
import { dataFile } from '../engine/check-store.js';
import { Snapshot } from './snapshot.js';
import { verifyStore, type VerifiedCollection } from './verify-store.js';

/** Verifies the store of `dataDir` as it is now, also while it is served. @throws OperatorError when there is none. */
export async function verifyFolder(dataDir: string, report: Report): Promise<VerifiedCollection[]> {
  return verifyData(storePaths(dataDir).data, report);
}

/** Verifies a backup where it lies, without a change to its folder. @throws OperatorError when it cannot be used. */
export async function verifyBackup(file: string, report: Report): Promise<VerifiedCollection[]> {
  await readBackup(file, async () => {});
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-verify-'));
  try {
    // LMDB makes its lock file beside the path that it is given.
    await symlink(resolve(file), join(folder, dataFile));
    return await verifyData(folder, report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Verifies the data file in a folder. @throws OperatorError when there is none, or it cannot be read as a store. */
export async function verifyData(folder: string, report: Report): Promise<VerifiedCollection[]> {
  const snapshot = await Snapshot.open(folder);
  try {
    return verifyStore(snapshot, report);
  } finally {
    await snapshot.close();
  }
}
