import { SaxesParser } from 'saxes';
import { FeedError } from '../feed/feed-error.js';
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
  /**
   * Reads, without the parser, as many whole children of the root as it is sure of, `from` and `line` being between two of them;
   * gives where it stopped. Absent, as `endOfNext`: the parser reads all.
   */
  skim?(text: string, from: number, line: number): number;
  /** Where the next child of the root ends; -1: not in this text. */
  endOfNext?(text: string, from: number): number;
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
  const reader = new XmlReader(source, handler);
  for await (const piece of decodeXml(source, onRead)) {
    reader.write(piece);
    yield handler.take();
  }
  reader.end();
  yield handler.take();
}

class XmlReader<T> {
  private readonly parser = new SaxesParser();
  /** The position of the last tag that the parser told of. */
  private told = 0;
  private depth = 0;
  /** Characters given to the parser. */
  private given = 0;
  /** Lines that the handler skimmed: the parser does not know of them. */
  private skimmed = 0;
  private waiting = '';

  constructor(
    private readonly source: SourceFile,
    private readonly handler: XmlHandler<T>,
  ) {
    const { parser } = this;
    parser.on('error', (error) => {
      const values = { ...this.place, detail: error.message.replace(/^\d+:\d+: /, '') };
      throw new FeedError({ code: 'xml-unreadable', values }, { cause: error });
    });
    parser.on('doctype', (doctype) => {
      if (doctype.includes('[')) throw new FeedError({ code: 'xml-doctype', values: this.place });
      this.told = parser.position;
    });
    parser.on('opentag', ({ name, attributes }) => {
      this.told = parser.position;
      this.depth += 1;
      if (this.depth > deepest) {
        const values = { ...this.place, most: String(deepest) };
        throw new FeedError({ code: 'xml-deep', values });
      }
      handler.open(name, attributes, this.line);
    });
    parser.on('closetag', ({ name }) => {
      this.told = parser.position;
      this.depth -= 1;
      handler.close(name);
    });
    parser.on('text', (text) => handler.text(text));
  }

  write(piece: string): void {
    const { handler } = this;
    if (handler.skim === undefined || handler.endOfNext === undefined) return this.parse(piece);
    const text = this.waiting + piece;
    let at = 0;
    for (;;) {
      if (this.isBetween) {
        const stop = handler.skim(text, at, this.line);
        this.skimmed += countLines(text, at, stop);
        at = stop;
      }
      const end = handler.endOfNext(text, at);
      if (end < 0) break;
      this.parse(text.slice(at, end));
      at = end;
    }
    this.waiting = text.slice(at);
    if (this.waiting.length > longestPiece) this.flush();
  }

  end(): void {
    this.flush();
    this.parser.close();
  }

  private get line(): number {
    return this.parser.line + this.skimmed;
  }

  /** True when the last thing that the parser read is the end of a child of the root. */
  private get isBetween(): boolean {
    return this.depth === 1 && this.told === this.given;
  }

  private flush(): void {
    const text = this.waiting;
    this.waiting = '';
    this.parse(text);
  }

  private parse(text: string): void {
    this.parser.write(text);
    this.given += text.length;
    if (this.given - this.told > longestPiece) throw new FeedError({ code: 'xml-long', values: this.place });
  }

  private get place(): { file: string; line: string } {
    return { file: this.source.name, line: String(this.line) };
  }
}

/** The line feeds of a part of a text. */
export function countLines(text: string, from: number, until: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < until; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
