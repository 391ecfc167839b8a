import { rmSync } from 'node:fs';
import { systemClock, type Clock } from '../../clock.js';
import { CommandRunner } from './commands/run-command.js';
import { createEngine, type Engine } from './engine/engine.js';
import { startSweeping } from './engine/expire-documents.js';
import { LmdbStore } from './engine/lmdb-store.js';
import { takeStoreLock } from './store-lock.js';
import { makeFolders, socketUri, storePaths, type StorePaths } from './store-paths.js';
import { WireServer } from './wire/wire-server.js';

/** A store that answers on its socket. */
export interface OpenStore {
  uri: string;
  /** For tests and maintenance in the same thread. */
  engine: Engine;
  stop(): Promise<void>;
}

/**
 * Opens the store of `dataDir` and serves it from the calling thread. The program calls startEmbeddedStore instead,
 * which does this in a worker.
 * @throws StoreLockedError when another process serves it; Error when the folder cannot be used.
 */
export async function openStoreServer({
  dataDir,
  clock = systemClock,
  ...memory
}: {
  dataDir: string;
  clock?: Clock;
  /** Octets of the data file that stay in this process's memory, about. */
  mappedOctets?: number;
}): Promise<OpenStore> {
  const paths = storePaths(dataDir);
  makeFolders(paths);
  const release = takeStoreLock(paths.lock);
  try {
    return await serve(new LmdbStore(paths.data, memory), { paths, clock, release });
  } catch (error) {
    release();
    throw error;
  }
}

async function serve(
  store: LmdbStore,
  { paths, clock, release }: { paths: StorePaths; clock: Clock; release: () => void },
): Promise<OpenStore> {
  const engine = createEngine(store, clock);
  const server = new WireServer(new CommandRunner(engine));
  rmSync(paths.socket, { force: true });
  await server.listen(paths.socket);
  const stopSweeping = startSweeping(engine);
  const stopWatching = server.keepListening(paths.socket);
  const stop = async (): Promise<void> => {
    stopSweeping();
    stopWatching();
    await server.close();
    await store.close();
    rmSync(paths.socket, { force: true });
    release();
  };
  return { uri: socketUri(paths.socket), engine, stop };
}
