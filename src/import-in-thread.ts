import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Config } from './config.js';
import { FeedError } from './directory/feed/feed-error.js';
import type { Refusal } from './directory/feed/refusals.js';
import type { ImportReport } from './directory/import/import-report.js';
import type { FilesOrder, FilesWatch, ImportFiles } from './directory/upload/import-files.js';
import type { UploadProgress } from './directory/upload/upload.js';
import { OperatorError } from './operator-error.js';

/** What the thread is given. */
export interface ImportThreadOrder {
  config: Config;
  order: FilesOrder;
}

/** What it says: progress, then one of the other two. */
export type ImportThreadNews = { progress: UploadProgress } | { report: ImportReport } | Fault;

interface Fault {
  fault: string;
  byOperator: boolean;
  refusals?: readonly Refusal[];
}

/** Milliseconds that the thread has to end the batch it is at, once the gateway stops. */
const grace = 5_000;

/**
 * Imports in a thread of low priority, with a connection to the store of its own: beside 50 000 persons being imported in the thread
 * of the pages, a page waited up to 186 ms. Where the sources run uncompiled there is no thread file: then `here` does it.
 */
export function createImportInThread(
  config: Config,
  here: ImportFiles,
  file = new URL('./import-thread.js', import.meta.url),
): ImportFiles {
  return existsSync(file) ? (order, watch) => runThread(file, { config, order }, watch) : here;
}

function runThread(file: URL, workerData: ImportThreadOrder, watch: FilesWatch): Promise<ImportReport> {
  const { signal, onProgress } = watch;
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { name: 'import', workerData });
    const stop = (): void => {
      worker.postMessage('stop');
      setTimeout(() => void worker.terminate(), grace).unref();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (news: ImportThreadNews) => {
      if ('progress' in news) onProgress(news.progress);
      else if ('report' in news) resolve(news.report);
      else reject(errorOf(news));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('the thread of the import ended'));
    });
  });
}

function errorOf({ fault, byOperator, refusals }: Fault): Error {
  if (refusals !== undefined) return new FeedError(refusals);
  return byOperator ? new OperatorError(fault) : new Error(fault);
}
