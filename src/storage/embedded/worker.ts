import { parentPort, workerData } from 'node:worker_threads';
import { openStoreServer } from './open-store-server.js';
import { StoreLockedError } from './store-lock.js';

/** The worker thread that owns the store: it says where it listens, and stops when told to. */
const port = parentPort;
if (!port) throw new Error('worker.ts runs as a worker thread only');

try {
  const store = await openStoreServer(workerData as Parameters<typeof openStoreServer>[0]);
  port.once('message', () => {
    void store.stop().then(() => {
      port.postMessage({ stopped: true });
      port.close();
    });
  });
  port.postMessage({ uri: store.uri });
} catch (error) {
  const lockedBy = error instanceof StoreLockedError ? error.pid : undefined;
  const failed = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  port.postMessage({ failed, code, lockedBy });
  port.close();
}
