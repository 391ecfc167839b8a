import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { FrozenClock } from '../../../src/clock.js';
import { openStoreServer, type OpenStore } from '../../../src/storage/embedded/open-store-server.js';

/** An embedded store in a folder of its own, and a driver connected to it. */
export interface TestStore {
  dataDir: string;
  clock: FrozenClock;
  server: OpenStore;
  client: mongoose.mongo.MongoClient;
  db: mongoose.mongo.Db;
  /** A collection that no other test uses. */
  fresh(): mongoose.mongo.Collection;
  close(): Promise<void>;
}

/** Opens a store at a time that stands still. */
export async function openStore(): Promise<TestStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  const clock = new FrozenClock('2026-03-02T08:00:00Z');
  const server = await openStoreServer({ dataDir, clock });
  const client = await new mongoose.mongo.MongoClient(server.uri).connect();
  const db = client.db('test');
  let made = 0;
  const close = async (): Promise<void> => {
    await client.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { dataDir, clock, server, client, db, fresh: () => db.collection(`c${++made}`), close };
}

/** What a refused command says. */
export async function refusal(
  work: Promise<unknown>,
): Promise<{ code: unknown; codeName: unknown; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof mongoose.mongo.MongoServerError))
    throw new Error(`not refused by the server: ${String(error)}`);
  return { code: error.code, codeName: error.codeName, message: error.message };
}
