import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataFile } from '../../../../src/storage/embedded/engine/data-file.js';
import { LmdbStore } from '../../../../src/storage/embedded/engine/lmdb-store.js';
import { faultSize, reportFault } from '../../../support/fault-size.js';
import { runCommand } from '../../../support/run-command.js';

const page = 4096;
const randomRounds = faultSize(24, 400);

type Tear = (bytes: Buffer) => Buffer;
interface Outcome {
  folder: string;
  kept?: string[];
  refused?: string;
}

const overwrite =
  (from: number, to: number, filler: (length: number) => Buffer): Tear =>
  (bytes) => {
    const start = from < 0 ? bytes.length + from : from;
    const end = to <= 0 ? bytes.length + to : to;
    filler(end - start).copy(bytes, start);
    return bytes;
  };
const cut =
  (length: number): Tear =>
  (bytes) =>
    bytes.subarray(0, Math.max(0, bytes.length - length));
const zeroes = (length: number) => Buffer.alloc(length);

const tears: Record<string, Tear> = {
  'one byte cut off': cut(1),
  'half a page cut off': cut(page / 2),
  'a page cut off': cut(page),
  'ten pages cut off': cut(10 * page),
  'all but the meta pages cut off': (bytes) => bytes.subarray(0, 2 * page),
  'all but half a meta page cut off': (bytes) => bytes.subarray(0, page / 2),
  'all cut off': () => Buffer.alloc(0),
  'the last page zeroed': overwrite(-page, 0, zeroes),
  'the last 8 pages zeroed': overwrite(-8 * page, 0, zeroes),
  'half the last page random': overwrite(-page / 2, 0, randomBytes),
  'the last page random': overwrite(-page, 0, randomBytes),
  'the last 8 pages random': overwrite(-8 * page, 0, randomBytes),
  'meta page 0 zeroed': overwrite(0, page, zeroes),
  'meta page 1 zeroed': overwrite(page, 2 * page, zeroes),
  'meta page 0 random': overwrite(0, page, randomBytes),
  'meta page 1 random': overwrite(page, 2 * page, randomBytes),
  'the numbers of meta page 0 random': overwrite(40, 168, randomBytes),
  'the numbers of meta page 1 random': overwrite(page + 40, page + 168, randomBytes),
  'both meta pages random': overwrite(0, 2 * page, randomBytes),
};

/** Somewhere, something: a sector, a page or some bytes. */
const anywhere: Tear = (bytes) => {
  const length = [1, 8, 512, page][randomBytes(1).readUInt8() % 4] ?? 1;
  const start = Math.floor((randomBytes(4).readUInt32LE() / 2 ** 32) * (bytes.length - length));
  randomBytes(length).copy(bytes, start);
  return bytes;
};

describe('a torn data file', () => {
  let root: string;
  let whole: string;
  let kept: string[];

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'torn-'));
    whole = join(root, 'whole');
    mkdirSync(whole);
    await fill(whole);
    kept = (await openAll([copy('untouched')]))[0]?.kept ?? [];
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function copy(name: string, tear: Tear = (bytes) => bytes): string {
    const folder = join(root, name.replaceAll(' ', '-'));
    cpSync(whole, folder, { recursive: true });
    writeFileSync(join(folder, 'data.mdb'), tear(readFileSync(join(folder, 'data.mdb'))));
    return folder;
  }

  it('opens whole when it was copied or touched from outside', () => {
    expect(kept).toHaveLength(1242);
  });

  it('opens with all that was acknowledged, or is refused with the way out', async () => {
    const folders = Object.entries(tears).map(([name, tear]) => copy(name, tear));
    const outcomes = await openAll(folders);
    expect(outcomes).toHaveLength(folders.length);
    expect(outcomes.filter((outcome) => !isRight(outcome, kept))).toEqual([]);
    expect(outcomes.filter(({ refused }) => refused !== undefined).length).toBeGreaterThan(12);
  });

  it(`does so wherever it is torn, ${randomRounds} times`, async () => {
    const folders = Array.from({ length: randomRounds }, (_, round) => copy(`anywhere ${round}`, anywhere));
    const outcomes = await openAll(folders);
    expect(outcomes).toHaveLength(randomRounds);
    expect(outcomes.filter((outcome) => !isRight(outcome, kept))).toEqual([]);
    const refused = outcomes.filter((outcome) => outcome.refused !== undefined).length;
    reportFault('torn anywhere', { rounds: randomRounds, refused, openedWhole: randomRounds - refused });
  });

  it('says so when the data file was removed', async () => {
    const folder = copy('removed');
    rmSync(join(folder, 'data.mdb'));
    expect((await openAll([folder]))[0]?.refused).toMatch(/empty or gone.*gateway store restore/);
  });

  it('does not mind a torn lock file of LMDB', async () => {
    const folder = copy('lock file');
    truncateSync(join(folder, 'lock.mdb'), 100);
    expect((await openAll([folder]))[0]?.kept).toEqual(kept);
  });
});

/** Small and large values, many commits and free pages: everything that a file can hold. */
async function fill(folder: string): Promise<void> {
  const store = new LmdbStore(folder);
  const key = (n: number) => Buffer.from(`key ${n}`.padEnd(20 + (n % 40), '.'));
  store.transaction(() => store.put(Buffer.of(0), Buffer.from([1, 0])));
  for (let commit = 0; commit < 30; commit++) {
    store.transaction(() => {
      for (let n = 0; n < 60; n++) store.put(key(commit * 60 + n), randomBytes(n % 20 === 0 ? 9000 : 300));
      for (let n = 0; commit > 10 && n < 60; n += 3) store.remove(key((commit - 10) * 60 + n));
      if (commit > 20) for (let n = 1; n < 60; n += 3) store.remove(key((commit - 10) * 60 + n));
    });
  }
  store.transaction(() => store.put(Buffer.from('last'), Buffer.from('written')));
  await store.close();
  const file = new DataFile(join(folder, 'data.mdb'));
  file.close();
  // What the store keeps in reserve behind the last page may go.
  truncateSync(file.path, (file.meta.lastPage + 1) * page);
}

function isRight({ kept, refused }: Outcome, expected: string[]): boolean {
  if (refused !== undefined) return /damaged.*gateway store restore/.test(refused);
  return JSON.stringify(kept) === JSON.stringify(expected);
}

async function openAll(folders: string[]): Promise<Outcome[]> {
  const output = await runCommand(process.execPath, [
    resolve('test/support/open-torn-stores.js'),
    ...folders,
  ]);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
}
