import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from '../../src/cli/context.js';
import { addJobsCommands } from '../../src/cli/jobs-commands.js';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { openStoreServer, type OpenStore } from '../../src/storage/embedded/open-store-server.js';
import { openStorage, type Storage } from '../../src/storage/open-storage.js';

let folder: string;
let server: OpenStore;
let storage: Storage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerelle-'));
  server = await openStoreServer({ dataDir: folder, clock: systemClock });
  storage = await openStorage(readConfig({ DATA_DIR: folder }), createLog('silent'), 'command');
});
afterAll(async () => {
  await storage.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function gateway(...words: string[]): Promise<string> {
  const out: string[] = [];
  const context: CliContext = {
    config: readConfig({ DATA_DIR: folder }),
    out: (line) => void out.push(line),
    warn: () => {},
    readLine: async () => undefined,
    confirm: async () => false,
    withStorage: (work) => work(storage),
  };
  const program = new Command('gateway').exitOverride().configureOutput({ writeErr: () => {} });
  addJobsCommands(program, context);
  await program.parseAsync(['jobs', ...words], { from: 'user' });
  return out.join('\n');
}

test('a grouping that was broken off is ended by hand, and its mails wait for the server', async () => {
  const person = { sn: 'Exemple', givenName: 'Zoë', schools: [], childIds: [] };
  const guardian = (identifier: string) =>
    storage.accounts.add({
      ...{ kind: 'guardian', identifier, state: 'ACTIF', person },
      mail: `${identifier}@example.org`,
    });
  const [source, target] = [await guardian('z.exemple'), await guardian('z.exemple2')];
  await storage.accounts.apply(target, { absorbing: source.id });
  await storage.accounts.apply(source, { state: 'FUSIONNE', mergedInto: target.id });
  expect(await gateway('list')).toMatch(/finish-merges +end the groupings .*\n +never run/);
  expect(await gateway('run', 'finish-merges')).toContain('{"ended":1}');
  expect(await gateway('run', 'finish-merges')).toContain('{"ended":0}');
  const waiting = await storage.outbox.list({ channel: 'mail', state: 'waiting' }, 9);
  expect(waiting.map(({ template, recipient }) => [template, recipient])).toEqual([
    ['accounts-merged', expect.stringMatching(/^z…@/)],
    ['accounts-merged', expect.stringMatching(/^z…@/)],
  ]);
  expect(await storage.accounts.findById(source.id)).not.toHaveProperty('mail');
});
