import { open, type FileHandle } from 'node:fs/promises';

/** Characters gathered before they are written. */
const pieceLength = 262_144;

/** ISO-8859-15 differs from Latin-1 in eight places; names use four. */
const latin9: Readonly<Record<string, number>> = { '€': 0xa4, Œ: 0xbc, œ: 0xbd, Ÿ: 0xbe };

export type FeedEncoding = 'utf-8' | 'iso-8859-15';

/** A file of a feed, written as it is made. */
export class FeedFile {
  private waiting = '';
  private constructor(
    private readonly file: FileHandle,
    private readonly encoding: FeedEncoding,
  ) {}

  static async create(path: string, encoding: FeedEncoding = 'utf-8'): Promise<FeedFile> {
    return new FeedFile(await open(path, 'w'), encoding);
  }

  async write(text: string): Promise<void> {
    this.waiting += text;
    if (this.waiting.length >= pieceLength) await this.flush();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.file.close();
  }

  private async flush(): Promise<void> {
    await this.file.write(encode(this.waiting, this.encoding));
    this.waiting = '';
  }
}

/** The octets of a text. */
export function encode(text: string, encoding: FeedEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  return Buffer.from([...text].map((letter) => latin9[letter] ?? letter.charCodeAt(0)));
}
