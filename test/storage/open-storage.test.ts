import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { openStoreServer } from '../../src/storage/embedded/open-store-server.js';

describe('Opening the store', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'passerelle-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('joins the embedded store that another process serves, and leaves it running', async () => {
    const server = await openStoreServer({ dataDir, clock: systemClock });
    const config = readConfig({ DATA_DIR: dataDir });
    const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };
    const first = await openStorage(config, createLog('silent'), 'command');
    const second = await openStorage(config, createLog('silent'), 'command');
    await first.accounts.add({ kind: 'pupil', identifier: 'n.exemple', state: 'ACTIF', person });
    await first.close();
    expect(await second.accounts.findByIdentifier('n.exemple')).toBeDefined();
    await second.ping();
    await second.close();
    await server.stop();
  });

  it('says within its time that no server answers', async () => {
    const config = readConfig({
      DATA_DIR: dataDir,
      MONGODB_URI: 'mongodb://127.0.0.1:9/none?serverSelectionTimeoutMS=300',
    });
    const started = Date.now();
    await expect(openStorage(config, createLog('silent'))).rejects.toThrow();
    expect(Date.now() - started).toBeLessThan(9000);
  });
});
