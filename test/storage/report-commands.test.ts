import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from '../../src/cli/context.js';
import { addReportCommands } from '../../src/cli/report-commands.js';
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
  const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };
  await storage.accounts.addMany([
    { id: 'guardian', kind: 'guardian', identifier: 'a.exemple', state: 'ACTIF', person },
    { id: 'child', kind: 'pupil', identifier: 'n.exemple', state: 'ACTIF', person },
  ]);
  const at = new Date('2026-11-26T09:00:00Z');
  const report = { kind: 'wrong-link', guardianId: 'guardian', childId: 'child', at } as const;
  await storage.reports.file([{ ...report, uais: ['9990001X'] }]);
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
  addReportCommands(program, context);
  await program.parseAsync(['report', ...words], { from: 'user' });
  return out.join('\n');
}

test('operators see the reports of a school, and close them once, which is audited', async () => {
  const line = await gateway('list', '--uai', '9990001x');
  expect(line).toContain('wrong-link  guardian a.exemple (Noé Exemple)  child n.exemple (Noé Exemple)');
  const [id = ''] = line.split(' ');
  expect(JSON.parse(await gateway('list', '--uai', '9990001X', '--json'))).toMatchObject({
    id,
    childId: 'child',
  });
  expect(await gateway('list', '--uai', '9990002Y')).toBe('');
  expect(await gateway('close', id)).toContain('is closed');
  expect(await gateway('list', '--uai', '9990001X')).toBe('');
  expect(await gateway('list', '--uai', '9990001X', '--closed')).toMatch(new RegExp(`^${id} .* closed 20`));
  await expect(gateway('close', id)).rejects.toThrow('closed already');
  await expect(gateway('close', 'nothing')).rejects.toThrow('No report has the id nothing');
  await expect(gateway('list', '--uai', '9990001X', '--last', 'all')).rejects.toThrow('whole number');
  expect(await storage.audit.list({ accountId: 'guardian', most: 5 })).toMatchObject([
    { act: 'report.close', detail: `wrong-link ${id}`, by: { role: 'operator' } },
  ]);
});
