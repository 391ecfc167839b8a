import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OperatorError } from '../../../operator-error.js';
import { LmdbStore } from '../engine/lmdb-store.js';
import { upgradeFormat } from '../engine/upgrade-format.js';
import { storePaths } from '../store-paths.js';
import { readBackup, type Manifest } from './backup-file.js';
import type { Report } from './fault.js';
import { holdWork } from './hold-work.js';
import { dataFile } from '../engine/check-store.js';
import { verifyData } from './verify-files.js';
import type { VerifiedCollection } from './verify-store.js';

/** What was restored. */
export interface Restored {
  madeAt: string;
  collections: VerifiedCollection[];
}

/**
 * Makes the store of `dataDir` from a backup, where there is none. It is built and verified beside its place and takes it
 * in one step at the end; an older format is upgraded on the way.
 * @throws OperatorError when there is a store already, the backup cannot be used, or it has faults and `despiteFaults` is not set.
 */
export async function restoreBackup(
  { dataDir, file, despiteFaults }: { dataDir: string; file: string; despiteFaults: boolean },
  report: Report,
): Promise<Restored> {
  const { folder } = storePaths(dataDir);
  refuseUnlessEmpty(folder);
  refuseForeignOwner(resolve(dataDir));
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const release = holdWork(`${folder}.restoring.lock`, 'restores this store');
  const draft = `${folder}.restoring`;
  try {
    await rm(draft, { recursive: true, force: true });
    const { madeAt } = await copyData(file, join(draft, 'data'));
    let faults = 0;
    const collections = await checkCopy(join(draft, 'data'), (fault) => {
      faults += 1;
      report(fault);
    });
    if (faults > 0 && !despiteFaults) throw faulty(file, faults);
    await takePlace(draft, folder);
    return { madeAt, collections };
  } finally {
    await rm(draft, { recursive: true, force: true });
    release();
  }
}

function refuseUnlessEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (each) => !each.isDirectory(),
  );
  if (files.length === 0) return;
  throw new OperatorError(
    `${folder} is not empty, and a restore never overwrites anything. ` +
      `Stop the gateway, move what is there away (mv ${folder} ${folder}.before), then restore again.`,
  );
}

/** What root would make here the gateway could not open. */
function refuseForeignOwner(dataDir: string): void {
  const owner = existsSync(dataDir) ? lstatSync(dataDir).uid : undefined;
  if (owner === undefined || owner === process.getuid?.()) return;
  throw new OperatorError(`${dataDir} belongs to user ${owner}: run this command as that user.`);
}

async function copyData(backup: string, folder: string): Promise<Manifest> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const copy = await open(join(folder, dataFile), 'wx', 0o600);
  try {
    const manifest = await readBackup(backup, async (data) => void (await copy.writeFile(data)));
    await copy.sync();
    return manifest;
  } finally {
    await copy.close();
  }
}

async function checkCopy(folder: string, report: Report): Promise<VerifiedCollection[]> {
  const store = new LmdbStore(folder);
  try {
    upgradeFormat(store);
  } finally {
    await store.close();
  }
  return verifyData(folder, report);
}

function faulty(file: string, faults: number): OperatorError {
  return new OperatorError(
    `${file} holds a store with ${faults} ${faults === 1 ? 'fault' : 'faults'}: nothing was restored. ` +
      'Take an older backup, or add --despite-faults to have it as it is.',
  );
}

/** Only empty folders make room: a gateway may have started meanwhile. */
async function takePlace(draft: string, folder: string): Promise<void> {
  refuseUnlessEmpty(folder);
  for (const empty of [join(folder, 'run'), join(folder, 'data')]) {
    if (existsSync(empty)) await rmdir(empty);
  }
  await rename(draft, folder);
  const parent = await open(resolve(folder, '..'), 'r');
  await parent.sync().finally(() => parent.close());
}
