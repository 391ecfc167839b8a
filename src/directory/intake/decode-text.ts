import { createReadStream } from 'node:fs';
import { FeedError } from '../feed/feed-error.js';
import type { OnRead, SourceFile } from './source-file.js';

/** Octets read at once; a record that is longer than a mebibyte is refused, so no more than that is ever held. */
const chunkSize = 65_536;

/** Encodings that the feeds are known in (domain 14.1, 14.2), by the names files give them. */
const known: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-15': 'iso-8859-15',
  'iso8859-15': 'iso-8859-15',
  'latin-9': 'iso-8859-15',
  'iso-8859-1': 'windows-1252',
  'latin-1': 'windows-1252',
  'windows-1252': 'windows-1252',
};

/**
 * The text of an XML file in pieces: in the encoding of its declaration, UTF-8 when it has none (XML 4.3.3).
 * @throws FeedError for another encoding, or octets that are not of the one declared.
 */
export async function* decodeXml(source: SourceFile, onRead?: OnRead): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const octets of openFile(source, onRead)) {
    decoder ??= makeDecoder(source, declaredEncoding(octets));
    yield decodePiece(decoder, octets, source);
  }
  if (decoder !== undefined) yield decodePiece(decoder, undefined, source);
}

/** The text of a CSV file in pieces: UTF-8, or Windows-1252 when its first 64 kB are not UTF-8, as spreadsheets write it. */
export async function* decodeCsv(source: SourceFile, onRead?: OnRead): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const octets of openFile(source, onRead)) {
    decoder ??= makeDecoder(source, looksUtf8(octets) ? 'utf-8' : 'windows-1252');
    yield decodePiece(decoder, octets, source);
  }
  if (decoder !== undefined) yield decodePiece(decoder, undefined, source);
}

async function* openFile({ path }: SourceFile, onRead?: OnRead): AsyncGenerator<Buffer> {
  for await (const octets of createReadStream(path, { highWaterMark: chunkSize })) {
    onRead?.((octets as Buffer).length);
    yield octets as Buffer;
  }
}

/** The encoding named in `<?xml … encoding="…"?>`; a byte order mark goes before it. */
function declaredEncoding(octets: Buffer): string {
  if (octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf) return 'utf-8';
  if ((octets[0] === 0xfe && octets[1] === 0xff) || (octets[0] === 0xff && octets[1] === 0xfe))
    return 'utf-16';
  const head = octets.toString('latin1', 0, 200);
  return /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
}

function makeDecoder({ name }: SourceFile, encoding: string): TextDecoder {
  const label = known[encoding];
  if (label === undefined)
    throw new FeedError({ code: 'encoding-unknown', values: { file: name, encoding } });
  return new TextDecoder(label, { fatal: true });
}

function decodePiece(decoder: TextDecoder, octets: Buffer | undefined, { name }: SourceFile): string {
  try {
    return octets === undefined ? decoder.decode() : decoder.decode(octets, { stream: true });
  } catch (error) {
    const values = { file: name, encoding: decoder.encoding.toUpperCase() };
    throw new FeedError({ code: 'encoding-wrong', values }, { cause: error });
  }
}

/** A character cut by the end of the piece is no fault. */
function looksUtf8(octets: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream: true });
    return true;
  } catch {
    return false;
  }
}
