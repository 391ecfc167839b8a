import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { LmdbStore } from '../../../../src/storage/embedded/engine/lmdb-store.js';
import { makeFolder } from './life-store.js';

const key = Buffer.from([2]);
const commits = 50;

test('a reader that was killed keeps no pages once it is forgotten', async () => {
  const { dataDir, remove } = makeFolder();
  const store = new LmdbStore(dataDir);
  const growth = (): number => {
    const before = statSync(join(dataDir, 'data.mdb')).size;
    for (let n = 0; n < commits; n += 1) store.transaction(() => store.put(key, Buffer.alloc(40_000, n)));
    return statSync(join(dataDir, 'data.mdb')).size - before;
  };
  growth();
  await killReader(dataDir);
  expect(growth()).toBeGreaterThan(commits * 40_000);
  store.forgetDeadReaders();
  growth();
  expect(growth()).toBe(0);
  await store.close();
  remove();
});

/** A backup that is killed while it reads. */
async function killReader(folder: string): Promise<void> {
  const program = new URL('../../../../dist/storage/embedded/life/snapshot.js', import.meta.url).href;
  const script = `import('${program}').then(async ({ Snapshot }) => {
    await Snapshot.open(process.argv[1]);
    process.send('reading');
    setInterval(() => {}, 1000);
  });`;
  const child = spawn(process.execPath, ['-e', script, folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
