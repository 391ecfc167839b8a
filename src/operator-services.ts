import { join } from 'node:path';
import type { AuditSink } from './accounts/audit-ports.js';
import { OperatorAccess } from './accounts/operator-access.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { ImportFiles } from './directory/upload/import-files.js';
import { UploadFolders } from './directory/upload/upload-folders.js';
import { UploadWork, type UploadAct } from './directory/upload/upload-work.js';
import { Uploads } from './directory/upload/uploads.js';
import { createImportInThread } from './import-in-thread.js';
import { importTools } from './import-tools.js';
import type { Logger } from './log.js';
import type { Random } from './random.js';
import type { Storage } from './storage/open-storage.js';

/** What the pages for operators work with. */
export interface OperatorServices {
  operatorAccess: OperatorAccess;
  uploads: Uploads;
  uploadWork: UploadWork;
}

interface Parts {
  config: Config;
  log: Logger;
  clock: Clock;
  random: Random;
  storage: Storage;
  audit: AuditSink;
  /** Key of the INE hashes. */
  ineKey: Buffer;
}

/** Milliseconds between two looks for uploads that are past. */
const sweepEvery = 60_000;

/** Makes it, and throws away what a former process left; `stop` waits for the import that runs. */
export function createOperatorServices(parts: Parts): OperatorServices & { stop(): Promise<void> } {
  const { config, log, clock, random, storage, audit, ineKey } = parts;
  const { operatorLinks: links, operatorSessions: sessions, uploads: records } = storage;
  const operatorAccess = new OperatorAccess({ links, sessions, audit, clock, random });
  const folders = new UploadFolders(join(config.DATA_DIR, 'uploads'));
  const tools = { ...importTools(storage, ineKey, audit), clock, random };
  // Loaded when needed: the readers of the feeds take 10 MB, and the thread has its own.
  const here: ImportFiles = async (order, watch) =>
    (await import('./import-files-here.js')).importFilesHere(tools)(order, watch);
  const importFiles = createImportInThread(config, here);
  const record = (act: UploadAct): Promise<void> => audit.append([entryOf(act, clock)]);
  const shared = { uploads: records, folders, clock };
  const uploadWork = new UploadWork({ ...shared, importFiles, record, log });
  const uploads = new Uploads({ ...shared, work: uploadWork, random });
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = (): void => {
    sweeping = uploads.sweep().catch((error: unknown) => log.error({ err: error }, 'uploads are not swept'));
  };
  const timer = config.OPERATOR_PAGES ? setInterval(sweep, sweepEvery).unref() : undefined;
  if (config.OPERATOR_PAGES) sweep();
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await sweeping;
    await uploadWork.stop();
  };
  return { operatorAccess, uploads, uploadWork, stop };
}

function entryOf({ act, upload, report }: UploadAct, clock: Clock) {
  const by = { name: upload.by, role: 'operator' } as const;
  const entry = { at: clock.now(), by, act, result: 'done' } as const;
  if (report === undefined) return { ...entry, detail: `upload ${upload.id}` };
  const { created, changed, left } = report;
  const count = [created, changed, left].reduce((sum, { pupils, guardians }) => sum + pupils + guardians, 0);
  return { ...entry, count, detail: `upload ${upload.id}, run ${report.run}` };
}
