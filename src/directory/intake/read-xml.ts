import { SaxesParser } from 'saxes';
import { faultAt } from '../feed/feed-error.js';
import { decodeXml } from './decode-text.js';
import type { OnRead, SourceFile } from './source-file.js';

/** What understands a kind of document: told its parts in order, it gives what it made of them piece by piece. */
export interface XmlHandler<T> {
  /** An element begins at `line`. */
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void;
  text(text: string): void;
  close(name: string): void;
  /** What was made since the last call. */
  take(): T[];
}

/** Longest name, value or comment in characters: what the parser holds before it tells. */
const longestPiece = 1_048_576;
const deepest = 32;

/**
 * Reads an XML file of any length, never the whole at once. The DTD that a feed names is not fetched; one that declares
 * anything of its own is refused (XXE and entity bombs, domain 14.1), and so are entities other than XML's five.
 * @throws FeedError with the line, for what is not XML, too deep, or too long.
 */
export async function* readXml<T>(
  source: SourceFile,
  handler: XmlHandler<T>,
  onRead?: OnRead,
): AsyncGenerator<T[]> {
  const parser = new SaxesParser();
  const fault = (reason: string, cause?: unknown): Error => faultAt(source.name, parser.line, reason, cause);
  let told = 0;
  let depth = 0;
  parser.on('error', (error) => {
    throw fault(
      `not XML, or cut short (${error.message.replace(/^\d+:\d+: /, '')}). Export the file again.`,
      error,
    );
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('['))
      throw fault('its DOCTYPE declares something; only the name of a DTD is accepted.');
    told = parser.position;
  });
  parser.on('opentag', ({ name, attributes }) => {
    told = parser.position;
    depth += 1;
    if (depth > deepest) throw fault(`elements nested deeper than ${deepest}.`);
    handler.open(name, attributes, parser.line);
  });
  parser.on('closetag', ({ name }) => {
    told = parser.position;
    depth -= 1;
    handler.close(name);
  });
  parser.on('text', (text) => handler.text(text));
  for await (const piece of decodeXml(source, onRead)) {
    parser.write(piece);
    if (parser.position - told > longestPiece)
      throw fault('a name, value or comment longer than a mebibyte.');
    yield handler.take();
  }
  parser.close();
  yield handler.take();
}
