import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBackup, seal, type Manifest } from '../../../../src/storage/embedded/life/backup-file.js';

const folder = mkdtempSync(join(tmpdir(), 'backup-file-'));
const file = join(folder, 'store.backup');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sound: Manifest = {
  madeAt: '2026-03-02T08:00:00.000Z',
  format: 2,
  dataBytes: 4,
  faults: 0,
  collections: [{ name: 'people', documents: 1, indexes: 1 }],
};
const readSealed = async (manifest: object): Promise<unknown> => {
  writeFileSync(file, 'data');
  await seal(file, manifest as Manifest);
  return readBackup(file, async () => {});
};

test('a manifest is read as it was written', async () => {
  expect(await readSealed(sound)).toEqual(sound);
});

test.each([
  { madeAt: '2026-02-30T08:00:00.000Z' },
  { madeAt: '2026-03-02T08:00:00+01:00' },
  { madeAt: undefined },
  { format: '2' },
  { faults: null },
  { collections: {} },
  { collections: [{ name: 'people', documents: 1 }] },
])('a manifest with %j is of no backup, whole as it may be', async (change) => {
  await expect(readSealed({ ...sound, ...change })).rejects.toThrow(/is damaged/);
});
