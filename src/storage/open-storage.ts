import mongoose, { type Connection } from 'mongoose';
import type { AccountStore } from '../accounts/ports.js';
import { systemClock } from '../clock.js';
import type { Config } from '../config.js';
import type { SchoolStore } from '../directory/ports.js';
import type { ServiceProviderRepository } from '../federation/ports.js';
import type { Logger } from '../log.js';
import { systemRandom } from '../random.js';
import type { PersistentNameIds } from '../saml/ports.js';
import type { AuthnRequestLedger, SessionRepository } from '../web/ports.js';
import { MongoAccountStore } from './account-store.js';
import { MongoAuthnRequestLedger } from './authn-request-store.js';
import { ensureIndexes } from './ensure-indexes.js';
import { locateServer } from './locate-server.js';
import { MongoNameIdStore } from './name-id-store.js';
import { MongoSchoolStore } from './school-store.js';
import { deriveKey, loadSecrets } from './secrets.js';
import { MongoServiceProviderStore } from './service-provider-store.js';
import { MongoSessionStore } from './session-store.js';

/** Everything the gateway stores. */
export interface Storage {
  accounts: AccountStore;
  serviceProviders: ServiceProviderRepository;
  sessions: SessionRepository;
  authnRequests: AuthnRequestLedger;
  nameIds: PersistentNameIds;
  schools: SchoolStore;
  /** Resolves when the server answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store of the settings: the server of MONGODB_URI, or the embedded store of DATA_DIR, joined when another process
 * runs it. Indexes exist when it resolves.
 * @throws Error when the server cannot be reached within 5 s.
 */
export async function openStorage(config: Config, log: Logger): Promise<Storage> {
  const { sessionSecret } = await loadSecrets(config);
  const server = await locateServer(config);
  const connection = createConnection(server.uri);
  connection.on('disconnected', () => log.warn('store disconnected'));
  const close = async (): Promise<void> => {
    connection.removeAllListeners('disconnected');
    await connection.close();
    await server.stop();
  };
  try {
    await connection.asPromise();
    const stores = createStores(connection, deriveKey(sessionSecret, 'stranger identifiers'));
    await ensureIndexes(connection);
    return { ...stores, ping: () => ping(connection), close };
  } catch (error) {
    await close();
    throw error;
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

function createStores(connection: Connection, strangerKey: Buffer): Omit<Storage, 'ping' | 'close'> {
  return {
    accounts: new MongoAccountStore(connection, { clock: systemClock, random: systemRandom, strangerKey }),
    serviceProviders: new MongoServiceProviderStore(connection),
    sessions: new MongoSessionStore(connection),
    authnRequests: new MongoAuthnRequestLedger(connection),
    nameIds: new MongoNameIdStore(connection),
    schools: new MongoSchoolStore(connection),
  };
}

async function ping(connection: Connection): Promise<void> {
  await connection.db?.admin().ping();
}
