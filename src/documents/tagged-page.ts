import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { printableText } from './printable-text.js';

const require = createRequire(import.meta.url);
const family = '@expo-google-fonts/atkinson-hyperlegible-next';
/** Atkinson Hyperlegible Next (OFL): made so that l, I and 1, 0 and O are told apart, which identifiers need. */
const fonts = {
  regular: require.resolve(`${family}/400Regular/AtkinsonHyperlegibleNext_400Regular.ttf`),
  bold: require.resolve(`${family}/700Bold/AtkinsonHyperlegibleNext_700Bold.ttf`),
};

export type PdfDocument = PDFKit.PDFDocument;
export type Structure = PDFKit.PDFStructureElement;

export interface TextStyle {
  size: number;
  bold?: boolean;
  color?: string;
  x?: number;
  y?: number;
  width?: number;
  align?: 'left' | 'right' | 'center';
  /** Space between letters, in points. */
  spacing?: number;
  /** Space left after it, in points. */
  after?: number;
}

/**
 * An empty tagged PDF 1.7 in `language`, and the root of its structure. No default font: pdfkit would read it again from
 * its file at each use of the name it is registered under, 20 ms a page.
 */
export function openPdf(
  title: string,
  language: string,
  madeAt: Date,
): { doc: PdfDocument; root: Structure } {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    lang: language,
    displayTitle: true,
    autoFirstPage: false,
    font: '',
    info: { Title: title, CreationDate: madeAt, ModDate: madeAt },
  });
  doc.registerFont('regular', fonts.regular);
  doc.registerFont('bold', fonts.bold);
  const root = doc.struct('Document');
  doc.addStructure(root);
  return { doc, root };
}

/** Writes `text` as an element of the structure (`H1`, `P`...), where the last one ended unless `y` says. */
export function writeElement(
  doc: PdfDocument,
  parent: Structure,
  element: { type: string; text: string },
  style: TextStyle,
): void {
  const {
    size,
    bold = false,
    color = '#111111',
    x = doc.x,
    y = doc.y,
    width,
    align = 'left',
    spacing,
    after = 0,
  } = style;
  const write = (): void => {
    doc
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(color);
    doc.text(printableText(element.text), x, y, {
      align,
      lineGap: size * 0.25,
      ...(width === undefined ? {} : { width }),
      ...(spacing === undefined ? {} : { characterSpacing: spacing }),
    });
    doc.y += after;
  };
  parent.add(doc.struct(element.type, {}, write));
}

/** Draws what only pleases the eye: screen readers skip it. */
export function drawArtifact(doc: PdfDocument, draw: () => void): void {
  doc.markContent('Artifact', { type: 'Layout' });
  draw();
  doc.endMarkedContent();
}
