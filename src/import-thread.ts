import { parentPort, workerData } from 'node:worker_threads';
import { AuditTrail } from './accounts/audit-trail.js';
import { FeedError } from './directory/feed/feed-error.js';
import type { UploadProgress } from './directory/upload/upload.js';
import { importFilesHere } from './import-files-here.js';
import type { ImportThreadNews, ImportThreadOrder } from './import-in-thread.js';
import { importTools } from './import-tools.js';
import { createLog } from './log.js';
import { lowerPriority } from './lower-priority.js';
import { OperatorError } from './operator-error.js';
import { openStorage } from './storage/open-storage.js';
import { deriveKey, loadSecrets } from './storage/secrets.js';

/** A thread that imports once (import-in-thread.ts). */
const port = parentPort;
if (!port) throw new Error('import-thread.ts runs as a worker thread only');

lowerPriority();

const { config, order } = workerData as ImportThreadOrder;
const stopping = new AbortController();
/** Least time between two messages about the progress, in milliseconds. */
const between = 500;
let toldAt = 0;
const tell = (news: ImportThreadNews): void => port.postMessage(news);
port.on('message', () => stopping.abort(new Error('the gateway stops')));

try {
  const { ineKey } = await loadSecrets(config);
  const storage = await openStorage(config, createLog('warn', process.stderr), 'command');
  try {
    const audit = new AuditTrail(storage.audit, deriveKey(ineKey, 'audit trail'));
    const importFiles = importFilesHere(importTools(storage, deriveKey(ineKey, 'ine'), audit));
    const onProgress = (progress: UploadProgress): void => {
      if (performance.now() - toldAt < between) return;
      toldAt = performance.now();
      tell({ progress });
    };
    tell({ report: await importFiles(order, { signal: stopping.signal, onProgress }) });
  } finally {
    await storage.close();
  }
} catch (error) {
  const byOperator = error instanceof OperatorError;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const refusals = error instanceof FeedError ? { refusals: error.refusals } : {};
  tell({ fault: byOperator ? error.message : stack, byOperator, ...refusals });
}
port.close();
