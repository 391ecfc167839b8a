import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';
import { findRunningStore } from '../../../../src/storage/embedded/find-running-store.js';
import { storePaths } from '../../../../src/storage/embedded/store-paths.js';
import { openStore, type TestStore } from '../open-store.js';

describe('a socket that is removed while it is served', () => {
  let store: TestStore;
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.close());

  it.each([
    ['removed', (socket: string) => rmSync(socket)],
    ['replaced by a file', (socket: string) => (rmSync(socket), writeFileSync(socket, ''))],
    ['removed with its folder', (socket: string) => rmSync(dirname(socket), { recursive: true })],
  ])('is made again when it was %s, and connections go on', async (_, spoil) => {
    const { socket } = storePaths(store.dataDir);
    const collection = store.fresh();
    await collection.insertOne({ n: 1 });
    spoil(socket);
    expect(await collection.countDocuments()).toBe(1);
    let uri: string | undefined;
    for (let tries = 0; tries < 100 && uri === undefined; tries++) {
      await pause(100);
      uri = await findRunningStore(store.dataDir);
    }
    expect(uri).toBe(store.server.uri);
    const client = await new mongoose.mongo.MongoClient(store.server.uri).connect();
    expect(await client.db('test').collection(collection.collectionName).countDocuments()).toBe(1);
    await client.close();
  });

  it('is tried again as long as the system refuses: a file where its folder was', async () => {
    const { socket } = storePaths(store.dataDir);
    const folder = dirname(socket);
    const collection = store.fresh();
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    await pause(2500);
    await collection.insertOne({ n: 1 });
    rmSync(folder);
    let uri: string | undefined;
    for (let tries = 0; tries < 100 && uri === undefined; tries++) {
      await pause(100);
      uri = await findRunningStore(store.dataDir);
    }
    expect(uri).toBe(store.server.uri);
  });
});
