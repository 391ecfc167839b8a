import { existsSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Clock } from '../../../clock.js';
import { OperatorError } from '../../../operator-error.js';
import { storeFormats } from '../engine/upgrade-format.js';
import { storePaths } from '../store-paths.js';
import { seal, type Manifest } from './backup-file.js';
import type { Report } from './fault.js';
import { holdWork } from './hold-work.js';
import { dataFile } from '../engine/check-store.js';
import { Snapshot } from './snapshot.js';
import { verifyData } from './verify-files.js';

/** A finished backup. */
export interface Backup extends Manifest {
  file: string;
}

/**
 * Writes the store of `dataDir`, as it is at this moment, into `target`: a new file, or a folder that receives a file named
 * after the time. A running gateway goes on reading and writing. The copy is verified and on the disk before it has its name.
 * @throws OperatorError when there is no store or it is damaged, the file exists, or the folder cannot be written.
 */
export async function makeBackup(
  { dataDir, target, clock }: { dataDir: string; target: string; clock: Clock },
  report: Report,
): Promise<Backup> {
  const madeAt = clock.now().toISOString();
  const file = fileFor(resolve(target), madeAt);
  const { data } = storePaths(dataDir);
  return inFolderOf(file, (part) => write(data, { file, part, madeAt }, report));
}

function fileFor(target: string, madeAt: string): string {
  const folder = existsSync(target) && statSync(target).isDirectory();
  const name = `passerelle-${madeAt.slice(0, 19).replaceAll(':', '')}Z.backup`;
  const file = folder ? join(target, name) : target;
  if (existsSync(file))
    throw new OperatorError(`${file} exists already: a backup never overwrites anything.`);
  if (!existsSync(dirname(file)))
    throw new OperatorError(`There is no folder ${dirname(file)}: make it first.`);
  return file;
}

async function write(
  data: string,
  { file, part, madeAt }: { file: string; part: string; madeAt: string },
  report: Report,
): Promise<Backup> {
  await copySound(data, part);
  const copy = join(part, dataFile);
  let faults = 0;
  const collections = await verifyData(part, (fault) => {
    faults += 1;
    report(fault);
  });
  const dataBytes = statSync(copy).size;
  const manifest: Manifest = { madeAt, format: storeFormats.current, dataBytes, faults, collections };
  await seal(copy, manifest);
  await nameNew(copy, file);
  return { ...manifest, file };
}

/** Until the snapshot is closed the data file of a busy store grows: it is closed before the copy is verified. */
async function copySound(data: string, part: string): Promise<void> {
  const snapshot = await Snapshot.open(data);
  try {
    await snapshot.copyTo(part);
  } finally {
    await snapshot.close();
  }
}

/** Gives the finished copy its name: the empty file that is made first belongs to nobody else. */
async function nameNew(from: string, to: string): Promise<void> {
  await writeFile(to, '', { flag: 'wx', mode: 0o600 });
  await rename(from, to);
  const folder = await open(dirname(to), 'r');
  await folder.sync().finally(() => folder.close());
}

/**
 * Works in a folder beside `file`, removed at the end. Its name is always the same, so that what a killed backup left is
 * found and removed by the next.
 */
async function inFolderOf<T>(file: string, work: (part: string) => Promise<T>): Promise<T> {
  const part = join(dirname(file), 'passerelle-backup.part');
  try {
    await mkdir(part, { recursive: true, mode: 0o700 });
    holdWork(join(part, 'lock'), `makes a backup in ${dirname(file)}`);
    await rm(join(part, dataFile), { force: true });
  } catch (error) {
    throw unusable(file, error);
  }
  try {
    return await work(part);
  } catch (error) {
    throw unusable(file, error);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

function unusable(file: string, error: unknown): unknown {
  if (error instanceof OperatorError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new OperatorError(`${basename(file)} cannot be written in ${dirname(file)}: ${reason}.`, {
    cause: error,
  });
}
