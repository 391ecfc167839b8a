import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { openStoreServer } from './open-store-server.js';

/** A running embedded store: where to connect, and how to stop it. */
export interface EmbeddedStore {
  uri: string;
  /** Answers what was asked, closes the files and frees the lock. */
  stop(): Promise<void>;
}

type Message = { uri: string } | { failed: string } | { stopped: true };

/**
 * Starts the embedded store of `dataDir` in a worker thread, so that no scan ever stalls the program's event loop.
 * Where the sources run uncompiled there is no worker file: then the calling thread serves, unless `workerUrl` names one.
 * @throws Error naming the process that already serves `dataDir`, or saying why the folder cannot be used.
 */
export async function startEmbeddedStore({
  dataDir,
  workerUrl = new URL('./worker.js', import.meta.url),
}: {
  dataDir: string;
  workerUrl?: URL;
}): Promise<EmbeddedStore> {
  if (!existsSync(workerUrl)) return openStoreServer({ dataDir });
  const worker = new Worker(workerUrl, { workerData: { dataDir }, name: 'embedded-store' });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const [message] = (await once(worker, 'message')) as [Message];
  if (!('uri' in message)) {
    await exited;
    throw new Error('failed' in message ? message.failed : 'the embedded store stopped before it was ready');
  }
  const stop = async (): Promise<void> => {
    worker.postMessage('stop');
    await exited;
  };
  return { uri: message.uri, stop };
}
