import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { FrozenClock } from '../../../../src/clock.js';
import { Catalog } from '../../../../src/storage/embedded/engine/catalog.js';
import type { Collection } from '../../../../src/storage/embedded/engine/collection.js';
import { LmdbStore } from '../../../../src/storage/embedded/engine/lmdb-store.js';
import { describeFault, type Fault } from '../../../../src/storage/embedded/life/fault.js';
import { verifyFolder } from '../../../../src/storage/embedded/life/verify-files.js';
import { openStoreServer } from '../../../../src/storage/embedded/open-store-server.js';
import { storePaths } from '../../../../src/storage/embedded/store-paths.js';

export const clock = new FrozenClock('2026-03-02T08:00:00Z');

/** A DATA_DIR that ends with the test. */
export function makeFolder(): { dataDir: string; remove(): void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'life-'));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** Fills the store of `dataDir` through its server, which is stopped again. */
export async function fillStore(
  dataDir: string,
  fill: (db: mongoose.mongo.Db) => Promise<unknown>,
): Promise<void> {
  const server = await openStoreServer({ dataDir, clock });
  const client = await new mongoose.mongo.MongoClient(server.uri).connect();
  await fill(client.db());
  await client.close();
  await server.stop();
}

/** Writes into a store at rest, below its rules. */
export async function tamper(
  dataDir: string,
  work: (store: LmdbStore, collection: (name: string) => Collection) => void,
): Promise<void> {
  const store = new LmdbStore(storePaths(dataDir).data);
  const catalog = new Catalog(store);
  const find = (name: string): Collection => {
    const found = catalog.find(`passerelle.${name}`);
    if (!found) throw new Error(`no collection ${name}`);
    return found;
  };
  store.transaction(() => work(store, find));
  await store.close();
}

/** The faults of the store, as lines. */
export async function faultsOf(dataDir: string): Promise<string[]> {
  const faults: Fault[] = [];
  await verifyFolder(dataDir, (fault) => faults.push(fault));
  return faults.map(describeFault);
}
