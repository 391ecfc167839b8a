import type { Config } from '../config.js';

/** A MongoDB server, or what speaks like one. */
export interface Server {
  uri: string;
  /** Stops it, if it was started here. */
  stop(): Promise<void>;
}

/** The server of the settings. The embedded store is loaded only where it is used. */
export async function locateServer(config: Config): Promise<Server> {
  if (config.MONGODB_URI !== undefined) return { uri: config.MONGODB_URI, stop: async () => {} };
  const { findRunningStore } = await import('./embedded/find-running-store.js');
  const running = await findRunningStore(config.DATA_DIR);
  if (running !== undefined) return { uri: running, stop: async () => {} };
  const { startEmbeddedStore } = await import('./embedded/start-embedded-store.js');
  return startEmbeddedStore({ dataDir: config.DATA_DIR });
}
