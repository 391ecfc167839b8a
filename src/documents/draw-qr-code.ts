import QRCode from 'qrcode';
import type { PdfDocument, Structure } from './tagged-page.js';

export interface QrPlace {
  url: string;
  /** What a screen reader says of it. */
  alt: string;
  x: number;
  y: number;
  /** Width in points. */
  size: number;
}

/** The path of each address drawn so far, one unit a module: it is the same on every letter. */
const drawn = new Map<string, { path: string; modules: number }>();

/** Draws the QR code of an address, as a figure with its text. */
export function drawQrCode(doc: PdfDocument, parent: Structure, { url, alt, x, y, size }: QrPlace): void {
  const { path, modules } = drawn.get(url) ?? pathOf(url);
  const draw = (): void => {
    doc.save();
    doc.translate(x, y).scale(size / modules);
    doc.path(path).fill('#000000');
    doc.restore();
  };
  parent.add(doc.struct('Figure', { alt }, draw));
}

/** One rectangle for each run of dark modules in a row. */
function pathOf(url: string): { path: string; modules: number } {
  const { modules } = QRCode.create(url, { errorCorrectionLevel: 'M' });
  const parts: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.get(row, column)) continue;
      const start = column;
      while (column + 1 < modules.size && modules.get(row, column + 1)) column += 1;
      parts.push(`M${start} ${row}h${column - start + 1}v1h-${column - start + 1}z`);
    }
  }
  const made = { path: parts.join(''), modules: modules.size };
  drawn.set(url, made);
  return made;
}
