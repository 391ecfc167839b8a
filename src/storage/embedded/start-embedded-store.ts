import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { OperatorError } from '../../operator-error.js';
import { StoreLockedError } from './store-lock.js';
import { storePaths } from './store-paths.js';

/** A running embedded store: where to connect, and how to stop it. */
export interface EmbeddedStore {
  uri: string;
  /** Answers what was asked, closes the files and frees the lock. */
  stop(): Promise<void>;
}

/** Room for new objects of a store that is to use little memory, MB: 16 MB less at the peak of an import than with V8's own choice. */
const frugalYoungMb = 16;

type Message = { uri: string } | { failed: string; code?: unknown; lockedBy?: number } | { stopped: true };

/**
 * Starts the embedded store of `dataDir` in a worker thread, so that no scan ever stalls the program's event loop.
 * Where the sources run uncompiled there is no worker file: then the calling thread serves, unless `workerUrl` names one.
 * @throws StoreLockedError naming the process that already serves `dataDir`; Error with the system's `code`, or
 * OperatorError, when the folder cannot be used.
 */
export async function startEmbeddedStore({
  workerUrl = new URL('./worker.js', import.meta.url),
  ...options
}: {
  dataDir: string;
  /** As of openStoreServer. */
  mappedOctets?: number;
  workerUrl?: URL;
}): Promise<EmbeddedStore> {
  if (!existsSync(workerUrl)) return (await import('./open-store-server.js')).openStoreServer(options);
  const resourceLimits =
    options.mappedOctets === undefined ? {} : { maxYoungGenerationSizeMb: frugalYoungMb };
  const worker = new Worker(workerUrl, { workerData: options, name: 'embedded-store', resourceLimits });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const [message] = (await once(worker, 'message')) as [Message];
  if (!('uri' in message)) {
    await exited;
    throw failure(message, options.dataDir);
  }
  const stop = async (): Promise<void> => {
    worker.postMessage('stop');
    // Seen once in some hundred stops: with its store closed, the thread stayed in its event loop for ever.
    await Promise.race([once(worker, 'message'), exited]);
    await worker.terminate();
  };
  return { uri: message.uri, stop };
}

function failure(message: Message, dataDir: string): Error {
  if (!('failed' in message)) return new Error('the embedded store stopped before it was ready');
  const { failed, code, lockedBy } = message;
  if (lockedBy !== undefined) return new StoreLockedError(lockedBy, storePaths(dataDir).lock);
  if (code !== undefined) return Object.assign(new Error(failed), { code });
  return new OperatorError(
    `The embedded store of DATA_DIR=${dataDir} cannot be opened: ${failed.replace(/\.$/, '')}.`,
  );
}
