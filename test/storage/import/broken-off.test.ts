import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../src/clock.js';
import { readConfig } from '../../../src/config.js';
import { importSources } from '../../../src/directory/import-sources.js';
import type { ImportTools } from '../../../src/directory/import/run-import.js';
import { importTools } from '../../../src/import-tools.js';
import { createLog } from '../../../src/log.js';
import { openStoreServer } from '../../../src/storage/embedded/open-store-server.js';
import { openStorage, type Storage } from '../../../src/storage/open-storage.js';
import { writeAaf } from '../../support/feeds/write-aaf.js';
import { auditOf, ineKey } from '../../support/import-for-test.js';

const size = { pupils: 600, guardians: 600, schools: 4 };

/** Tools whose writes fail from the one of number `count` on, as when the process is killed there. */
function breaking(tools: ImportTools, count: number): ImportTools {
  let left = count;
  const guard = <T extends object>(store: T, writes: readonly string[]): T =>
    new Proxy(store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== 'function') return value;
        if (!writes.includes(String(name))) return value.bind(target) as unknown;
        return (...words: unknown[]) => {
          if (left-- <= 0) throw new Error('killed');
          return (value as (...all: unknown[]) => unknown).apply(target, words);
        };
      },
    });
  return {
    ...tools,
    keys: guard(tools.keys, ['saveMany']),
    accounts: guard(tools.accounts, ['createMany', 'updateMany', 'leaveMany', 'returnMany']),
  };
}

/** What must hold once everything is in: nobody is lost, nobody is there twice. */
async function expectWhole(storage: Storage): Promise<void> {
  const identifiers = new Set<string>();
  const ids = new Set<string>();
  const children: string[] = [];
  const jointures = new Set<string>();
  for await (const { id, identifier, kind, person, state } of storage.accounts.streamAll()) {
    ids.add(id);
    identifiers.add(identifier);
    children.push(...person.childIds);
    for (const { jointure } of person.schools) jointures.add(`${kind} ${jointure}`);
    expect(state).toBe('NON_NOTIFIE');
  }
  expect([ids.size, identifiers.size, jointures.size]).toEqual([1200, 1200, 1200]);
  expect(children.length).toBe(986);
  expect(children.filter((id) => !ids.has(id))).toEqual([]);
}

describe('An import broken off', () => {
  let folder: string;
  let feed: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broken-'));
    feed = join(folder, 'feed');
    await writeAaf({ folder: feed, ...size });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The embedded store of that folder, served from this process. */
  const openAt = async (name: string): Promise<Storage> => {
    const dataDir = join(folder, name);
    const server = await openStoreServer({ dataDir, clock: systemClock });
    const storage = await openStorage(
      readConfig({ MONGODB_URI: server.uri, DATA_DIR: dataDir }),
      createLog('silent'),
    );
    const close = async (): Promise<void> => {
      await storage.close();
      await server.stop();
    };
    return { ...storage, close };
  };

  it('at any of its writes is made good by the next', async () => {
    const storage = await openAt('faults');
    const request = {
      paths: [feed],
      by: 'test',
      dryRun: false,
      allowDepartures: 'all' as const,
      workFolder: folder,
    };
    for (const count of [0, 1, 2, 1]) {
      await expect(
        importSources(request, breaking(importTools(storage, ineKey, auditOf(storage)), count)),
      ).rejects.toThrow('killed');
    }
    const last = await importSources(request, importTools(storage, ineKey, auditOf(storage)));
    expect(last.pupils + last.guardians).toBe(1200);
    await expectWhole(storage);
    const again = await importSources(request, importTools(storage, ineKey, auditOf(storage)));
    expect(again).toMatchObject({
      unchanged: { pupils: 600, guardians: 600 },
      created: { pupils: 0, guardians: 0 },
    });
    await storage.close();
  }, 60_000);

  it('by kill -9 can be run again at once', async () => {
    const environment = { ...process.env, DATA_DIR: join(folder, 'killed'), LOG_LEVEL: 'silent' };
    const run = (): ReturnType<typeof spawn> =>
      spawn(process.execPath, ['dist/cli.js', 'import', feed], { env: environment, stdio: 'ignore' });
    for (const milliseconds of [900, 1300, 1700]) {
      const child = run();
      await wait(milliseconds);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    const [code] = (await once(run(), 'exit')) as [number];
    expect(code).toBe(0);
    const storage = await openAt('killed');
    await expectWhole(storage);
    await storage.close();
  }, 60_000);
});
