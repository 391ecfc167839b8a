import { stringify } from 'csv-stringify/sync';
import { dayIn } from '../calendar.js';
import type { Letter, LetterBatch } from './ports.js';
import { classesOf, sortLetters } from './sort-letters.js';

type Column = readonly [string, (letter: Letter, batch: LetterBatch, timeZone: string) => string];

const uai: Column = ['UAI', (_, { school }) => school.uai];
const names: readonly Column[] = [
  ['Nom', ({ sn }) => sn],
  ['Prénom', ({ givenName }) => givenName],
];
const credentials: readonly Column[] = [
  ['Identifiant', ({ identifier }) => identifier],
  ['Mot de passe provisoire', ({ password }) => password],
  ['Date de notification', (_, { madeAt }, zone) => dayIn(zone, madeAt)],
  ["Date d'expiration", (_, { expiresAt }, zone) => dayIn(zone, expiresAt)],
];
const columns: Readonly<Record<Letter['kind'], readonly Column[]>> = {
  pupil: [uai, ['Classe', classesOf], ...names, ...credentials],
  guardian: [
    uai,
    ...names,
    ['Élève(s)', ({ children }) => children.map(({ givenName, sn }) => `${givenName} ${sn}`).join(', ')],
    ['Classe(s)', classesOf],
    ...credentials,
  ],
};

/**
 * The CSV of domain 10.3: UTF-8 with BOM, `;`, CRLF, every cell quoted, those that a spreadsheet would take for a formula
 * behind an apostrophe. Neither INE nor birth date.
 */
export function notificationCsv(batch: LetterBatch, timeZone: string): string {
  const chosen = columns[batch.letters[0]?.kind ?? 'pupil'];
  const rows = sortLetters(batch.letters).map((letter) =>
    chosen.map(([, read]) => read(letter, batch, timeZone)),
  );
  return stringify([chosen.map(([title]) => title), ...rows], {
    bom: true,
    delimiter: ';',
    record_delimiter: '\r\n',
    quoted: true,
    quoted_empty: true,
    escape_formulas: true,
  });
}
