import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import mongoose from 'mongoose';
import { openStoreServer } from '../../../../src/storage/embedded/open-store-server.js';
import { runCommand } from '../../../support/run-command.js';

interface Outcome {
  acknowledged: number;
  refusal?: { code: number; codeName: string; message: string };
  whole: number;
  byIndex: number;
}

const program = `${process.execPath} ${resolve('test/support/fill-store.js')}`;
/** A mount namespace of its own, which root may have, and users where the kernel lets them. */
const mayMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe('a full disk', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'full-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('is told as OutOfDiskSpace, keeps nothing half-written, and the store goes on (ulimit -f)', async () => {
    const [full, after] = await outcomesOf(`ulimit -f 24000; exec ${program} ${dataDir}`);
    expectFullThenGoingOn(full, after);
    const store = await openStoreServer({ dataDir });
    const client = await new mongoose.mongo.MongoClient(store.uri).connect();
    const collection = client.db('test').collection('filling');
    expect(await collection.countDocuments({})).toBe(after?.acknowledged);
    expect(await collection.countDocuments({ n: { $gte: 0 } }, { hint: 'n_1' })).toBe(after?.acknowledged);
    await client.close();
    await store.stop();
  });

  if (mayMount) {
    it('is told the same when it is the file system that has no room left', async () => {
      const disk = `mount -t tmpfs -o size=14m tmpfs ${dataDir} && head -c 2000000 /dev/zero > ${dataDir}/ballast`;
      const script = `${disk} && exec ${program} ${dataDir} ${dataDir}/ballast`;
      const [full, after] = await outcomesOf(`exec unshare -rm sh -c '${script}'`);
      expectFullThenGoingOn(full, after);
    });
  } else {
    it('cannot be mounted small by this user here: ulimit -f alone showed it', () => {
      expect(mayMount).toBe(false);
    });
  }
});

function expectFullThenGoingOn(full: Outcome | undefined, after: Outcome | undefined): void {
  expect(full?.refusal).toMatchObject({ code: 14031, codeName: 'OutOfDiskSpace' });
  expect(full?.refusal?.message).toMatch(/no room left.*this write was not done/);
  expect(full?.acknowledged).toBeGreaterThan(200);
  expect([full?.whole, full?.byIndex]).toEqual([full?.acknowledged, full?.acknowledged]);
  expect(after?.refusal).toBeUndefined();
  expect(after?.whole).toBe(after?.acknowledged);
}

async function outcomesOf(script: string): Promise<Outcome[]> {
  const output = await runCommand('sh', ['-c', script]);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
}
