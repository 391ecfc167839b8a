import type { Writable } from 'node:stream';
import type { Letter, LetterBatch, LetterStyle } from './ports.js';
import { classesOf, sortLetters } from './sort-letters.js';
import {
  drawArtifact,
  openPdf,
  writeElement,
  type PdfDocument,
  type Structure,
  type TextStyle,
} from './tagged-page.js';
import { lastDay } from './write-letters.js';

/** Sheet of 10 labels of 99.1 x 57 mm, in points. */
const sheet = { columns: 2, rows: 5, width: 280.9, height: 161.6, left: 13.2, top: 17, gap: 7.1 };
const perPage = sheet.columns * sheet.rows;

/** Writes labels (étiquettes), 10 a page, sorted by class and name, and ends `out`. */
export function writeLabels(batch: LetterBatch, style: LetterStyle, out: Writable): void {
  const sorted = sortLetters(batch.letters);
  const title = `${style.text('labels-title')} – ${batch.school.name}`;
  const { doc, root } = openPdf(title, style.language, batch.madeAt);
  doc.pipe(out);
  const expiry = style.text('expiry-short', { day: lastDay(batch, style) });
  sorted.forEach((letter, index) => {
    const place = index % perPage;
    if (place === 0) doc.addPage();
    const x = sheet.left + (place % sheet.columns) * (sheet.width + sheet.gap);
    const y = sheet.top + Math.floor(place / sheet.columns) * sheet.height;
    writeLabel(doc, root, { letter, style, expiry, x, y });
  });
  if (sorted.length === 0) doc.addPage();
  root.end();
  doc.end();
}

interface Label {
  letter: Letter;
  style: LetterStyle;
  expiry: string;
  x: number;
  y: number;
}

function writeLabel(doc: PdfDocument, root: Structure, { letter, style, expiry, x, y }: Label): void {
  const section = doc.struct('Sect');
  root.add(section);
  drawArtifact(doc, () => {
    doc
      .rect(x + 4, y + 4, sheet.width - 8, sheet.height - 8)
      .lineWidth(0.5)
      .dash(2, { space: 2 })
      .stroke('#999999')
      .undash();
  });
  const write = (text: string, rest: Partial<TextStyle> = {}): void =>
    writeElement(
      doc,
      section,
      { type: 'P', text },
      { size: 9, x: x + 16, width: sheet.width - 32, after: 2, ...rest },
    );
  const name = [`${letter.givenName} ${letter.sn.toLocaleUpperCase('fr')}`, classesOf(letter)]
    .filter(Boolean)
    .join(' – ');
  write(name, { y: y + 14, size: name.length > 32 ? 8 : 11, bold: true });
  write(style.signInUrl);
  write(style.text('identifier'), { size: 8, color: '#404040', after: -1 });
  write(letter.identifier, { size: letter.identifier.length > 24 ? 10 : 13, bold: true });
  write(style.text('password'), { size: 8, color: '#404040', after: -1 });
  write(letter.password, { size: 14, bold: true, spacing: 1 });
  write(expiry, { size: 8 });
  section.end();
}
