import { addJobsCommands } from '../../src/cli/jobs-commands.js';
import type { Storage } from '../../src/storage/open-storage.js';
import { openCommandSite, type CommandSite } from '../support/command-site.js';

let site: CommandSite;
let storage: Storage;
beforeAll(async () => {
  site = await openCommandSite([addJobsCommands]);
  storage = site.storage;
});
afterAll(() => site?.stop());

const gateway = async (...words: string[]): Promise<string> => (await site.run('jobs', ...words)).out;

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
