import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunningStore } from '../../../src/storage/embedded/find-running-store.js';
import { openStoreServer } from '../../../src/storage/embedded/open-store-server.js';
import { StoreLockedError, takeStoreLock } from '../../../src/storage/embedded/store-lock.js';
import { storePaths } from '../../../src/storage/embedded/store-paths.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('one process at a time', () => {
  it('refuses a second opener and names the first, then serves again', async () => {
    const first = await openStoreServer({ dataDir });
    await expect(openStoreServer({ dataDir })).rejects.toThrow(
      new RegExp(`in use by process ${process.pid}`),
    );
    expect(await findRunningStore(dataDir)).toBe(first.uri);
    await first.stop();
    expect(await findRunningStore(dataDir)).toBeUndefined();
    expect(existsSync(storePaths(dataDir).lock)).toBe(false);
    await (await openStoreServer({ dataDir })).stop();
  });

  it('takes over the lock of a process that is gone, also one whose number lives again', async () => {
    const file = join(dataDir, 'lock');
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    writeFileSync(file, JSON.stringify({ pid: child.pid, started: 'x' }));
    takeStoreLock(file)();
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'another boot/1' }));
    const release = takeStoreLock(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(() => takeStoreLock(file)).toThrow(StoreLockedError);
    release();
  });

  it('cleans a socket that nobody serves', async () => {
    const first = await openStoreServer({ dataDir });
    await first.stop();
    writeFileSync(storePaths(dataDir).socket, '');
    expect(await findRunningStore(dataDir)).toBeUndefined();
    await (await openStoreServer({ dataDir })).stop();
  });

  it('keeps its folders for their owner, and says when DATA_DIR is too long', async () => {
    const store = await openStoreServer({ dataDir });
    chmodSync(storePaths(dataDir).folder, 0o755);
    await store.stop();
    await (await openStoreServer({ dataDir })).stop();
    expect(statSync(storePaths(dataDir).folder).mode & 0o777).toBe(0o700);
    await expect(openStoreServer({ dataDir: join(dataDir, 'x'.repeat(120)) })).rejects.toThrow(
      /too long for a Unix socket/,
    );
  });
});
