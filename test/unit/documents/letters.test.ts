import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { makeProvisionalPassword, provisionalAlphabet } from '../../../src/accounts/provisional-password.js';
import { addMonths, dayIn } from '../../../src/calendar.js';
import { letterStyle } from '../../../src/cli/letter-style.js';
import { readConfig } from '../../../src/config.js';
import { notificationCsv } from '../../../src/documents/notification-csv.js';
import type { Letter, LetterBatch } from '../../../src/documents/ports.js';
import { printableText } from '../../../src/documents/printable-text.js';
import { writeLabels } from '../../../src/documents/write-labels.js';
import { writeLetters } from '../../../src/documents/write-letters.js';
import { SeededRandom } from '../../../src/random.js';
import { readPdf } from '../../support/read-pdf.js';

const config = readConfig({ BASE_URL: 'https://gateway.example.org', GUARDIAN_LETTER_REMINDER: 'both' });
const style = letterStyle(config, 'le secrétariat');
const letter = (given: Partial<Letter> = {}): Letter => ({
  kind: 'pupil',
  identifier: 'e.durand3',
  password: 'ABCD2345EFGH',
  sn: 'Durand',
  givenName: 'Emma',
  className: '4A',
  children: [],
  ...given,
});
const batch = (...letters: Letter[]): LetterBatch => ({
  school: { uai: '9990001X', name: 'Collège de l’Œuvre' },
  madeAt: new Date('2026-11-26T23:30:00Z'),
  expiresAt: new Date('2027-02-26T23:30:00Z'),
  letters,
});

async function read(write: typeof writeLetters, what: LetterBatch) {
  const out = new PassThrough();
  write(what, style, out);
  const bytes = await buffer(out);
  return { bytes, ...(await readPdf(bytes)) };
}

describe('Letters', () => {
  it('are one tagged A4 page each, sorted by class then name, with all that a person needs', async () => {
    const { pdf, pages } = await read(
      writeLetters,
      batch(
        letter({ className: '10A', identifier: 'last' }),
        letter({ sn: 'Žák', givenName: 'Ÿann', identifier: 'second' }),
        letter({ sn: 'Œuvrard-Šimon', givenName: 'Anaïs', identifier: 'first' }),
      ),
    );
    expect(pages).toHaveLength(3);
    expect(pages.map((page) => /first|second|last/.exec(page)?.[0])).toEqual(['first', 'second', 'last']);
    for (const text of [
      'Anaïs ŒUVRARD-ŠIMON', '27 novembre 2026', 'Classe : 4A', 'Mise à disposition de votre compte Passerelle Élève',
      'https://gateway.example.org/connexion', 'ABCD2345EFGH', '26 février 2027 inclus', 'moins de 15 ans', 'le secrétariat',
    ]) expect(pages[0]).toContain(text); // prettier-ignore
    expect(pages[1]).toContain('Ÿann ŽÁK');
    expect((await pdf.getPage(1)).view).toEqual([0, 0, 595.28, 841.89]);
    const { info } = await pdf.getMetadata();
    expect(info).toMatchObject({
      Title: 'Mise à disposition de votre compte Passerelle Élève – Collège de l’Œuvre',
      Language: 'fr',
    });
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree());
    expect(tree).toContain('"role":"H1"');
    expect(tree).toContain(
      '"alt":"QR code qui ouvre la page de connexion, https://gateway.example.org/connexion"',
    );
  });

  it('of guardians list the children, and the simpler ways of the setting', async () => {
    const children = [{ sn: 'Durand', givenName: 'Emma', className: '4A' }];
    const { pages } = await read(writeLetters, batch(letter({ kind: 'guardian', children })));
    for (const text of ['Emma Durand', 'Responsable d’élève', 'FranceConnect'])
      expect(pages[0]).toContain(text);
    expect(pages[0]).not.toContain('moins de 15 ans');
  });

  it('also come as labels, ten a page', async () => {
    const { pages } = await read(
      writeLabels,
      batch(...Array.from({ length: 11 }, (_, index) => letter({ identifier: `e.durand${index}` }))),
    );
    expect(pages.map((page) => page.match(/ABCD2345EFGH/g)?.length)).toEqual([10, 1]);
  });

  it('draw a page whose QR code has no secret: it is the same for two passwords', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'letters-'));
    const drawn = async (password: string) => {
      const { bytes } = await read(writeLetters, batch(letter({ password })));
      await writeFile(join(folder, 'l.pdf'), bytes);
      const square = ['-r', '72', '-x', '400', '-y', '250', '-W', '140', '-H', '180', '-png', '-singlefile'];
      await promisify(execFile)('pdftoppm', [...square, join(folder, 'l.pdf'), join(folder, 'l')]);
      return (await readFile(join(folder, 'l.png'))).toString('base64');
    };
    const there = await promisify(execFile)('pdftoppm', ['-v']).then(
      () => true,
      () => false,
    );
    if (there) expect(await drawn('ABCD2345EFGH')).toBe(await drawn('WXYZ6789JKMN'));
    await rm(folder, { recursive: true });
  });
});

describe('The CSV of letters (domain 10.3)', () => {
  it('has a BOM, semicolons, CRLF, quotes, and no formula', () => {
    const csv = notificationCsv(batch(letter({ sn: '=1+1', givenName: '"Zoé"; @x' })), 'Europe/Paris');
    expect(csv).toBe(
      '\uFEFF"UAI";"Classe";"Nom";"Prénom";"Identifiant";"Mot de passe provisoire";"Date de notification";"Date d\'expiration"\r\n' +
        '"9990001X";"4A";"\'=1+1";"""Zoé""; @x";"e.durand3";"ABCD2345EFGH";"2026-11-27";"2027-02-27"\r\n',
    );
  });

  it.each(['=x', '+x', '-x', '@x', '\tx'])('keeps the cell %j from being computed', (sn) => {
    expect(notificationCsv(batch(letter({ sn })), 'UTC')).toContain(`"'${sn}"`);
  });
});

describe('What letters are made of', () => {
  it('prints letters that the font lacks without their marks', () => {
    expect(printableText('Nguyễn ʻŌ Œ Ÿ Š é')).toBe('Nguyen ’O Œ Ÿ Š é');
    expect(printableText('李 e\u0301')).toBe('? é');
  });

  it('provisional passwords are 12 letters of the alphabet, all alike likely', () => {
    const random = new SeededRandom('letters');
    const made = Array.from({ length: 3100 }, () => makeProvisionalPassword(random));
    expect(made.every((password) => /^[2-9A-HJ-NP-TV-Z]{12}$/.test(password))).toBe(true);
    const counts = [...provisionalAlphabet].map((one) => made.join('').split(one).length - 1);
    expect(Math.min(...counts)).toBeGreaterThan(1050);
    expect(Math.max(...counts)).toBeLessThan(1350);
  });

  it('months end on a day that there is, and days are those of the school', () => {
    expect(addMonths(new Date('2026-11-30T10:00:00Z'), 3)).toEqual(new Date('2027-02-28T10:00:00Z'));
    expect(addMonths(new Date('2026-11-26T10:00:00Z'), 3)).toEqual(new Date('2027-02-26T10:00:00Z'));
    expect(dayIn('Europe/Paris', new Date('2026-12-31T23:30:00Z'))).toBe('2027-01-01');
    expect(dayIn('Indian/Reunion', new Date('2026-12-31T20:30:00Z'))).toBe('2027-01-01');
  });
});
