import mongoose from 'mongoose';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../clock.js';
import { OperatorError } from '../../../operator-error.js';
import { serverError } from '../../server-error.js';
import { startEmbeddedStore, type EmbeddedStore } from '../start-embedded-store.js';
import { StoreLockedError } from '../store-lock.js';
import { storePaths } from '../store-paths.js';
import type { Migrated } from './migrate-collection.js';
import { migrateDatabase } from './migrate-database.js';
import { dataFile } from '../engine/check-store.js';

/** How long a server may take to answer, in milliseconds. */
const patience = 5000;

/** A way between the embedded store of a folder and a MongoDB server. */
export interface Migration {
  dataDir: string;
  uri: string;
  /** `to` the server, or `from` it. */
  direction: 'to' | 'from';
  clock: Clock;
}

/** What was migrated, and what the database is called there. */
export interface MigrationResult {
  database: string;
  collections: Migrated[];
}

/**
 * Copies the whole embedded store to a server, or back. The embedded store is locked meanwhile.
 * @throws OperatorError when a gateway runs on the embedded store, the server cannot be used, or the target holds other data.
 */
export async function migrateStore(
  { dataDir, uri, direction, clock }: Migration,
  progress: (line: string) => void,
): Promise<MigrationResult> {
  const { data } = storePaths(dataDir);
  if (direction === 'to' && !existsSync(join(data, dataFile))) {
    throw new OperatorError(
      `There is no store in ${data}: set DATA_DIR to the folder of the store to migrate.`,
    );
  }
  const server = await connect(uri);
  try {
    const remote = server.db();
    const collections = await withEmbedded(dataDir, (embedded) => {
      const [source, target] = direction === 'to' ? [embedded, remote] : [remote, embedded];
      return migrateDatabase({ source, target, clock }, progress);
    });
    return { database: remote.databaseName, collections };
  } catch (error) {
    throw error instanceof mongoose.mongo.MongoError
      ? serverError(
          uri,
          error,
          'Run the same command again when it answers: the migration goes on where it was.',
        )
      : error;
  } finally {
    await server.close();
  }
}

async function connect(uri: string): Promise<mongoose.mongo.MongoClient> {
  try {
    return await new mongoose.mongo.MongoClient(uri, {
      serverSelectionTimeoutMS: patience,
      connectTimeoutMS: patience,
    }).connect();
  } catch (error) {
    throw serverError(uri, error, 'Start it, or correct the address.');
  }
}

async function withEmbedded<T>(
  dataDir: string,
  work: (embedded: mongoose.mongo.Db) => Promise<T>,
): Promise<T> {
  const store = await start(dataDir);
  const client = new mongoose.mongo.MongoClient(store.uri);
  try {
    return await work(client.db());
  } finally {
    await client.close();
    await store.stop();
  }
}

async function start(dataDir: string): Promise<EmbeddedStore> {
  try {
    return await startEmbeddedStore({ dataDir });
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error;
    throw new OperatorError(
      `Process ${error.pid} has this store open: stop the gateway first, so that nothing is written while it moves.`,
      { cause: error },
    );
  }
}
