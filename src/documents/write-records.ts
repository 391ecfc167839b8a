import { buffer } from 'node:stream/consumers';
import { openPdf, writeElement, type Structure } from './tagged-page.js';

/** A document of headings, each with facts under it. */
export interface Records {
  title: string;
  language: string;
  madeAt: Date;
  /** A sentence under the title. */
  lead: string;
  sections: readonly { heading: string; facts: readonly string[] }[];
}

const left = 62;
const width = 471;
/** Where a page ends, in points from its top. */
const bottom = 770;

/** Writes it as a PDF of A4 pages, tagged, with real text. */
export function writeRecords({ title, language, madeAt, lead, sections }: Records): Promise<Uint8Array> {
  const { doc, root } = openPdf(title, language, madeAt);
  doc.addPage();
  doc.y = 56;
  const write = (parent: Structure, type: string, text: string, size = 11): void => {
    if (doc.y > bottom) {
      doc.addPage();
      doc.y = 56;
    }
    const bold = type !== 'P';
    writeElement(doc, parent, { type, text }, { size, bold, x: left, width, after: bold ? 6 : 3 });
  };
  write(root, 'H1', title, 18);
  write(root, 'P', lead);
  for (const { heading, facts } of sections) {
    const section = doc.struct('Sect');
    root.add(section);
    doc.y += 10;
    write(section, 'H2', heading, 13);
    for (const fact of facts) write(section, 'P', fact);
    section.end();
  }
  root.end();
  doc.end();
  return buffer(doc);
}
