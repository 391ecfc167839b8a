import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { openStoreServer } from '../../src/storage/embedded/open-store-server.js';
import { openStorage, type Storage } from '../../src/storage/open-storage.js';
import { startSecondServer } from '../support/second-server.js';

/** A store opened for one suite. */
export interface OpenedStore {
  storage: Storage;
  /** Address of the server, for tests that look under the stores. */
  uri: string;
  close(): Promise<void>;
}

const openers: Record<string, () => Promise<OpenedStore>> = {
  'the embedded store': async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'passerelle-'));
    const server = await openStoreServer({ dataDir, clock: systemClock });
    return openAt(server.uri, dataDir, () => server.stop());
  },
  'the second server': async () => {
    const server = await startSecondServer();
    const dataDir = await mkdtemp(join(tmpdir(), 'passerelle-'));
    return openAt(withOwnDatabase(server.uri), dataDir, () => server.stop());
  },
};

/** A server given by its address is shared: each suite has a database of its own there. */
function withOwnDatabase(uri: string): string {
  return uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(\/[^?]*)?/, `$1/${fresh('suite')}`);
}

async function openAt(uri: string, dataDir: string, stop: () => Promise<void>): Promise<OpenedStore> {
  const config = readConfig({ MONGODB_URI: uri, DATA_DIR: dataDir });
  const storage = await openStorage(config, createLog('silent'));
  return {
    storage,
    uri,
    close: async () => {
      await storage.close();
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs the same tests on every store that the product claims to work with. */
export function describeOnEachStore(title: string, tests: (opened: () => OpenedStore) => void): void {
  for (const [name, open] of Object.entries(openers)) {
    describe(`${title} on ${name}`, () => {
      let store: OpenedStore;
      beforeAll(async () => {
        store = await open();
      }, 60_000);
      afterAll(() => store.close());
      tests(() => store);
    });
  }
}

let made = 0;
/** A name that no other test of this run uses. */
export function fresh(prefix: string): string {
  made += 1;
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${made}`;
}
