import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config.js';
import { inFolder } from '../operator-error.js';

/** A MongoDB server, or what speaks like one. */
export interface Server {
  uri: string;
  /** Stops it, if it was started here. */
  stop(): Promise<void>;
}

/** Who asks: the gateway owns the embedded store as long as it lives; a command joins the gateway's when it runs. */
export type StorageUser = 'gateway' | 'command';

/**
 * Of the data file, what a command keeps in its memory: an import goes through all of it, beside a gateway that needs the machine.
 * Measured on a million persons imported a second time, at the peak: 290 MB of memory with 4 MB of the file, 302 with 8.
 */
const commandMappedOctets = 6e6;

/** How long to wait for the process that has the embedded store, in milliseconds: commands are brief. */
const patience = 10_000;

/**
 * The server of the settings. The embedded store is loaded only where it is used.
 * @throws OperatorError when DATA_DIR cannot be used; StoreLockedError naming the process that keeps the embedded store for
 * over ten seconds.
 */
export async function locateServer(config: Config, user: StorageUser): Promise<Server> {
  if (config.MONGODB_URI !== undefined) return { uri: config.MONGODB_URI, stop: async () => {} };
  const { findRunningStore } = await import('./embedded/find-running-store.js');
  const { startEmbeddedStore } = await import('./embedded/start-embedded-store.js');
  const { StoreLockedError } = await import('./embedded/store-lock.js');
  const begun = performance.now();
  for (;;) {
    // The gateway never joins: the store of a command ends with the command.
    const running = user === 'command' ? await findRunningStore(config.DATA_DIR) : undefined;
    if (running !== undefined) return { uri: running, stop: async () => {} };
    try {
      return await inFolder('DATA_DIR', config.DATA_DIR, () =>
        startEmbeddedStore({
          dataDir: config.DATA_DIR,
          ...(user === 'command' ? { mappedOctets: commandMappedOctets } : {}),
        }),
      );
    } catch (error) {
      if (!(error instanceof StoreLockedError) || performance.now() - begun > patience) throw error;
      await pause(100);
    }
  }
}
