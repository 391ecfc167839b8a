import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readAccountFile } from '../../../src/cli/account-file.js';
import { accountFields, readAccountRow } from '../../../src/cli/account-row.js';
import { CliError } from '../../../src/cli/context.js';

const row = { kind: 'pupil', identifier: 'a', password: 'x' };

describe('A row of an account', () => {
  it.each([
    [{ 'birth-date': '29/02/2012' }, { 'birth-date': '2012-02-29' }],
    [
      { uai: '9990001x', ine: '990000001zz' },
      { uai: '9990001X', ine: '990000001ZZ' },
    ],
    [{ child: ' a | b  c ' }, { child: ['a', 'b', 'c'] }],
    [
      { mail: '', sn: '  ', degree: '1' },
      { mail: undefined, sn: undefined, degree: 1 },
    ],
    [{ password: ' ' }, { password: ' ' }],
  ])('%j is read as %j', (given, expected) => {
    const read = readAccountRow({ ...row, ...given });
    const got = 'row' in read ? read.row : read;
    for (const [name, value] of Object.entries(expected)) expect(got[name as never]).toEqual(value);
  });

  it('warns of a wrong key letter and takes it: test data have them', () => {
    const read = readAccountRow({ ...row, uai: '9990001A', level: '4EME' });
    expect(read).toMatchObject({
      warnings: [expect.stringContaining('uai'), expect.stringContaining('level')],
    });
  });

  it.each([
    [{}, ['kind: pupil or guardian', 'identifier: is missing', 'password: is missing']],
    [{ ...row, 'birth-date': '29/02/2011' }, ['birth-date: a date, YYYY-MM-DD or DD/MM/YYYY']],
    [{ ...row, 'birth-date': '2012-04-31' }, ['birth-date: a date, YYYY-MM-DD or DD/MM/YYYY']],
    [{ ...row, 'birth-date': '1/2/2012' }, ['birth-date: a date, YYYY-MM-DD or DD/MM/YYYY']],
    [{ ...row, mail: "noe'@example.org" }, ['mail: an e-mail address']],
    [
      { ...row, class: `\0${'😀'.repeat(64)}` },
      ['class: at most 64 characters', 'class: no control characters'],
    ],
    [{ ...row, degree: '3', uai: 'x' }, ['uai: seven digits and a letter', 'degree: 1 or 2']],
  ])('%j: %j', (given, faults) => {
    expect(readAccountRow(given)).toEqual({ faults });
  });

  it('has 64 characters of a class, however they are stored', () => {
    expect(readAccountRow({ ...row, class: '😀'.repeat(64) })).toEqual({
      row: { ...row, class: '😀'.repeat(64) },
      warnings: [],
    });
  });

  it('is read or refused by name, whatever is in it', () => {
    const names = fc.constantFrom(...Object.keys(accountFields));
    fc.assert(
      fc.property(fc.dictionary(names, fc.string({ unit: 'binary' })), (fields) => {
        const read = readAccountRow(fields);
        if ('faults' in read) {
          expect(read.faults.length).toBeGreaterThan(0);
          for (const fault of read.faults) expect(Object.keys(accountFields)).toContain(fault.split(':')[0]);
        } else expect(read.row.identifier).not.toMatch(/[\s\0]/);
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});

describe('A file of accounts', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passerelle-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function read(text: string): Promise<unknown[]> {
    const path = join(folder, 'accounts.csv');
    await writeFile(path, text);
    const lines: unknown[] = [];
    for await (const line of readAccountFile(path)) lines.push(line);
    return lines;
  }

  it('gives back every cell as it was written, by either separator', async () => {
    const cell = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !/\p{C}/u.test(text));
    const passwords = fc.array(cell, { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(passwords, fc.constantFrom(',', ';'), async (list, separator) => {
        const quoted = list.map((text, index) => ['pupil', `p${index}`, `"${text.replaceAll('"', '""')}"`]);
        const lines = [['kind', 'identifier', 'password'], ...quoted].map((cells) => cells.join(separator));
        const rows = await read(lines.join('\r\n'));
        expect(rows).toMatchObject(list.map((password, index) => ({ line: index + 2, row: { password } })));
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('is read, or refused in words, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        await read(`kind,identifier,password\n${text}`).catch((error: unknown) =>
          expect(error).toBeInstanceOf(CliError),
        );
      }),
      { seed: 42, numRuns: 200 },
    );
  });
});
