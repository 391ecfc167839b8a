import { systemClock } from '../clock.js';
import { inFolder } from '../operator-error.js';
import type { Fault } from '../storage/embedded/life/fault.js';
import { CliError, type CliContext } from './context.js';

/** `gateway store backup`: exit code 1 when the store has faults; the file is written nevertheless. */
export async function backUpStore(context: CliContext, target: string): Promise<void> {
  const { makeBackup } = await import('../storage/embedded/life/make-backup.js');
  const { describeFault } = await import('../storage/embedded/life/fault.js');
  const { DATA_DIR: dataDir } = context.config;
  const warn = (fault: Fault): void => context.warn(describeFault(fault));
  const made = await makeBackup({ dataDir, target, clock: systemClock }, warn);
  const documents = made.collections.reduce((sum, collection) => sum + collection.documents, 0);
  context.out(`${made.file}: ${documents} documents, verified.`);
  context.out('Not in it: secrets.json of DATA_DIR and the folder CERTS_DIR. Save them apart.');
  if (made.faults > 0) {
    throw new CliError(
      `${countFaults(made.faults)} in the store, hence in the backup: see gateway store verify.`,
    );
  }
}

/** `gateway store restore`. */
export async function restoreStore(context: CliContext, file: string, despiteFaults: boolean): Promise<void> {
  const { restoreBackup } = await import('../storage/embedded/life/restore-backup.js');
  const { describeFault } = await import('../storage/embedded/life/fault.js');
  const { DATA_DIR: dataDir } = context.config;
  const warn = (fault: Fault): void => context.warn(describeFault(fault));
  const { madeAt, collections } = await inFolder('DATA_DIR', dataDir, () =>
    restoreBackup({ dataDir, file, despiteFaults }, warn),
  );
  for (const { name, documents } of collections) context.out(`${name}: ${documents} documents`);
  context.out(`Restored as of ${madeAt}. Put secrets.json and CERTS_DIR back too, then start the gateway.`);
}

/** `gateway store verify`: the faults on standard output, exit code 1 when there are any. */
export async function verifyStoreOrBackup(context: CliContext, backup: string | undefined): Promise<void> {
  const { verifyBackup, verifyFolder } = await import('../storage/embedded/life/verify-files.js');
  const { describeFault } = await import('../storage/embedded/life/fault.js');
  let found = 0;
  const report = (fault: Fault): void => {
    found += 1;
    context.out(describeFault(fault));
  };
  const verified = await (backup === undefined
    ? verifyFolder(context.config.DATA_DIR, report)
    : verifyBackup(backup, report));
  for (const { name, documents, indexes } of verified) {
    context.out(`${name}: ${documents} documents, ${indexes} indexes`);
  }
  if (found > 0) throw new CliError(`${countFaults(found)}: restore a backup that has none.`);
  context.out('No fault.');
}

function countFaults(count: number): string {
  return `${count} ${count === 1 ? 'fault' : 'faults'}`;
}
