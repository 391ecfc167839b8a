import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findRunningStore } from '../../../src/storage/embedded/find-running-store.js';
import { openStoreServer } from '../../../src/storage/embedded/open-store-server.js';
import { StoreLockedError, takeStoreLock } from '../../../src/storage/embedded/store-lock.js';
import { storePaths } from '../../../src/storage/embedded/store-paths.js';
import { runCommand } from '../../support/run-command.js';
import { serveStore } from '../../support/serve-store.js';

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

  it('lets one of six processes that start together have the store, and the others name it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => serveStore(dataDir)));
    const served = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [String(outcome.reason)] : [],
    );
    expect([served.length, refused.length]).toEqual([1, 5]);
    for (const reason of refused) expect(reason).toContain(`in use by process ${served[0]?.child.pid}`);
    await served[0]?.kill();
  });

  const isRoot = process.getuid?.() === 0;
  it('refuses a store of another user and says whose it is', async () => {
    const { data, lock } = storePaths(dataDir);
    await (await openStoreServer({ dataDir })).stop();
    if (isRoot) {
      chownSync(data, 65534, 65534);
      await expect(openStoreServer({ dataDir })).rejects.toThrow(/belongs to user 65534.*chown -R 0 /);
    } else {
      const uid = process.getuid?.() ?? 0;
      Object.defineProperty(process, 'getuid', { value: () => uid + 1, configurable: true });
      await expect(openStoreServer({ dataDir })).rejects.toThrow(/belongs to user/);
      Object.defineProperty(process, 'getuid', { value: () => uid, configurable: true });
    }
    expect(existsSync(lock)).toBe(false);
  });

  it('says that a folder cannot be written, which root must give up its rights to see', async () => {
    const program = pathToFileURL(resolve('dist/storage/embedded/start-embedded-store.js')).href;
    const script = `import('${program}').then(async ({ startEmbeddedStore }) => {
      if (process.getuid() === 0) process.setuid(65534);
      await startEmbeddedStore({ dataDir: ${JSON.stringify(dataDir)} }).catch(({ code }) => console.log(code));
      process.exit(0);
    })`;
    chmodSync(dataDir, 0o555);
    expect((await runCommand(process.execPath, ['-e', script])).trim()).toBe('EACCES');
    chmodSync(dataDir, 0o700);
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
