import mongoose, { type Connection } from 'mongoose';
import type { Config } from '../config.js';
import type { Logger } from '../log.js';
import { createStores, type Stores } from './create-stores.js';
import { ensureIndexes } from './ensure-indexes.js';
import { locateServer, type Server, type StorageUser } from './locate-server.js';
import { deriveKey, loadSecrets } from './secrets.js';
import { serverError } from './server-error.js';

/** Everything the gateway stores. */
export interface Storage extends Stores {
  /** Resolves when the server answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store of the settings: the server of MONGODB_URI, or the embedded store of DATA_DIR, joined when another process
 * runs it; or `located`. Indexes exist when it resolves.
 * @throws OperatorError when the server cannot be reached within 5 s or refuses us, or DATA_DIR cannot be used.
 */
export async function openStorage(
  config: Config,
  log: Logger,
  located: Promise<Server> | StorageUser = 'gateway',
): Promise<Storage> {
  const { sessionSecret } = await loadSecrets(config);
  const server = await (typeof located === 'string' ? locateServer(config, located) : located);
  const connection = createConnection(server.uri);
  const close = async (): Promise<void> => {
    connection.removeAllListeners('disconnected');
    await connection.close();
    await server.stop();
  };
  try {
    await connection.asPromise();
    connection.on('disconnected', () => log.warn('store disconnected'));
    const stores = createStores(connection, deriveKey(sessionSecret, 'stranger identifiers'));
    await ensureIndexes(connection);
    return { ...stores, ping: () => ping(connection), close };
  } catch (error) {
    await close();
    throw config.MONGODB_URI === undefined
      ? error
      : serverError(config.MONGODB_URI, error, 'Start it, or correct MONGODB_URI.');
  }
}

/** A connection of its own for each Storage: one process may have several, as tests do. */
function createConnection(uri: string): Connection {
  return mongoose.createConnection(uri, {
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    sanitizeFilter: true,
    ignoreUndefined: true,
    serverSelectionTimeoutMS: 5000,
    maxPoolSize: 32,
  });
}

async function ping(connection: Connection): Promise<void> {
  await connection.db?.admin().ping();
}
