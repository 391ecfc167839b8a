import { addReportCommands } from '../../src/cli/report-commands.js';
import type { Storage } from '../../src/storage/open-storage.js';
import { openCommandSite, type CommandSite } from '../support/command-site.js';

let site: CommandSite;
let storage: Storage;
beforeAll(async () => {
  site = await openCommandSite([addReportCommands]);
  storage = site.storage;
  const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };
  await storage.accounts.addMany([
    { id: 'guardian', kind: 'guardian', identifier: 'a.exemple', state: 'ACTIF', person },
    { id: 'child', kind: 'pupil', identifier: 'n.exemple', state: 'ACTIF', person },
  ]);
  const at = new Date('2026-11-26T09:00:00Z');
  const report = { kind: 'wrong-link', guardianId: 'guardian', childId: 'child', at } as const;
  await storage.reports.file([{ ...report, uais: ['9990001X'] }]);
});
afterAll(() => site?.stop());

const gateway = async (...words: string[]): Promise<string> => (await site.run('report', ...words)).out;

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
