import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAccountFile } from '../../../src/cli/add-account-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-accounts-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(content: string | Buffer): Promise<number> {
  const path = join(folder, 'accounts.csv');
  await writeFile(path, content);
  return checkAccountFile(path, () => {});
}

const header = 'kind;identifier;password;sn\n';

test('a letter on the border of two chunks is read whole', async () => {
  const chunk = 64 * 1024;
  const blanks = '\n'.repeat(chunk - header.length - 'pupil;a;x;Lef'.length - 1);
  expect(await check(`${header}${blanks}pupil;a;x;Lefèvre\n`)).toBe(1);
});

test.each<[string, string | Buffer, RegExp]>([
  ['Windows-1252', Buffer.from(`${header}pupil;a;x;Lefèvre\n`, 'latin1'), /not UTF-8: save it again/],
  ['a letter cut at the end', Buffer.from(`${header}pupil;a;x;é`).subarray(0, -1), /not UTF-8/],
  ['an empty file', '', /no account in it/],
  ['a header alone', header, /no account in it/],
])('refuses %s, and says what to do', async (_, content, sentence) => {
  await expect(check(content)).rejects.toThrow(sentence);
});
