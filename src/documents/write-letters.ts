import type { Writable } from 'node:stream';
import { writtenDay } from '../calendar.js';
import { drawQrCode } from './draw-qr-code.js';
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

const left = 62;
const width = 471;
const body = 11;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** The last whole day on which the passwords are valid. */
export function lastDay({ expiresAt }: LetterBatch, { timeZone, language }: LetterStyle): string {
  return writtenDay(timeZone, new Date(expiresAt.getTime() - dayMilliseconds), language);
}

/** Writes one A4 page per person (domain 10.2), sorted by class and name, and ends `out`. Tagged, real text, no secret in the QR code. */
export function writeLetters(batch: LetterBatch, style: LetterStyle, out: Writable): void {
  const sorted = sortLetters(batch.letters);
  const kind = sorted[0]?.kind ?? 'pupil';
  const title = `${style.text(`title-${kind}`)} – ${batch.school.name}`;
  const { doc, root } = openPdf(title, style.language, batch.madeAt);
  doc.pipe(out);
  const days = {
    madeOn: writtenDay(style.timeZone, batch.madeAt, style.language),
    lastDay: lastDay(batch, style),
  };
  for (const letter of sorted) writePage(doc, root, letter, { batch, style, ...days });
  root.end();
  doc.end();
}

interface Context {
  batch: LetterBatch;
  style: LetterStyle;
  madeOn: string;
  lastDay: string;
}

function writePage(doc: PdfDocument, root: Structure, letter: Letter, context: Context): void {
  const { batch, style } = context;
  doc.addPage();
  const page = doc.struct('Sect');
  root.add(page);
  const write = (text: string, rest: Partial<TextStyle> = {}, type = 'P'): void =>
    writeElement(doc, page, { type, text }, { size: body, x: left, width, after: 9, ...rest });
  const named = { x: 320, width: 213, align: 'right' } as const;
  write(batch.school.name, { y: 50, width: 250, bold: true, after: 0 });
  write(context.madeOn, { ...named, y: 50, after: 2 });
  write(`${letter.givenName} ${letter.sn.toLocaleUpperCase('fr')}`, { ...named, bold: true, after: 2 });
  const classes = classesOf(letter);
  if (classes !== '') write(style.text('class', { classes }), { ...named, after: 0 });
  write(
    style.text(`title-${letter.kind}`),
    { y: Math.max(doc.y + 26, 140), size: 17, bold: true, after: 12 },
    'H1',
  );
  write(style.text(`intro-${letter.kind}`, { school: batch.school.name }));
  writeChildren(doc, letter, style, write);
  write(style.text('how'), { after: 12 });
  writeCredentials(doc, page, letter, context);
  write(style.text('change'));
  write(style.text('expiry', { day: context.lastDay }), { bold: true });
  if (letter.kind === 'pupil') write(style.text('young'));
  else if (style.reminder !== undefined) write(style.text(`reminder-${style.reminder}`));
  write(style.text('help', { contact: style.contact }));
  write(style.serviceOperator, { y: 790, size: 8.5, color: '#595959', after: 0 });
  page.end();
}

type Write = (text: string, rest?: Partial<TextStyle>, type?: string) => void;

function writeChildren(doc: PdfDocument, { children }: Letter, style: LetterStyle, write: Write): void {
  if (children.length === 0) return;
  write(style.text('children'), { after: 2 });
  for (const { givenName, sn, className } of children) {
    const place = className === undefined ? '' : `, ${style.text('class', { classes: className })}`;
    write(`– ${givenName} ${sn}${place}`, { x: left + 12, width: width - 12, after: 2 });
  }
  doc.y += 7;
}

const box = { height: 148, qr: 104 };

/** The frame that matters: address, identifier, password; at its right the QR code of the address alone. */
function writeCredentials(doc: PdfDocument, page: Structure, letter: Letter, { style }: Context): void {
  const top = doc.y;
  drawArtifact(doc, () => {
    doc.roundedRect(left, top, width, box.height, 6).lineWidth(1.2).stroke('#1f3a5f');
  });
  const inner = { x: left + 16, width: width - box.qr - 48 };
  const label = (key: string, y?: number): void =>
    writeElement(
      doc,
      page,
      { type: 'P', text: style.text(key) },
      { ...inner, size: 9.5, color: '#404040', after: -1, ...(y === undefined ? {} : { y }) },
    );
  const value = (text: string, size: number, spacing = 0): void =>
    writeElement(doc, page, { type: 'P', text }, { ...inner, size, bold: true, spacing, after: 5 });
  label('address', top + 12);
  value(style.signInUrl, 11);
  label('identifier');
  value(letter.identifier, letter.identifier.length > 24 ? 12 : 16);
  label('password');
  value(letter.password, 18, 1.2);
  const place = { x: left + width - box.qr - 18, y: top + 22, size: box.qr };
  drawQrCode(doc, page, {
    ...place,
    url: style.signInUrl,
    alt: style.text('qr', { address: style.signInUrl }),
  });
  doc.x = left;
  doc.y = top + box.height + 14;
}
