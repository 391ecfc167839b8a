import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Octets gathered before they are written, and read at once. */
const pieceLength = 262_144;
const lineEnd = 0x0a;

/**
 * What a plan will write, kept on disk between planning and applying. The file has no name from the start: it holds personal
 * data, and goes with the process however that ends.
 */
export class Spool<T> {
  private piece = Buffer.allocUnsafe(pieceLength);
  private length = 0;
  private written = 0;
  count = 0;

  private constructor(private readonly file: FileHandle) {}

  static async open<T>(folder: string, name: string): Promise<Spool<T>> {
    const path = join(folder, name);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new Spool<T>(file);
  }

  /** To be waited for before the next. */
  async add(item: T): Promise<void> {
    const line = `${JSON.stringify(item)}\n`;
    this.count += 1;
    // A UTF-16 unit becomes three octets of UTF-8 at most.
    if (this.length + line.length * 3 > this.piece.length) await this.makeRoom(line.length * 3);
    this.length += this.piece.write(line, this.length);
  }

  /** The items in the order in which they came, `size` at once. */
  async *batches(size: number): AsyncGenerator<T[]> {
    await this.flush();
    let batch: T[] = [];
    for await (const lines of this.pieces()) {
      for (let from = 0, end = lines.indexOf(lineEnd); end >= 0; end = lines.indexOf(lineEnd, from)) {
        batch.push(JSON.parse(lines.toString('utf8', from, end)) as T);
        from = end + 1;
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Whole lines, as many as fit; each piece is valid until the next is asked for. */
  private async *pieces(): AsyncGenerator<Buffer> {
    let buffer = this.piece;
    let rest = 0;
    for (let at = 0; at < this.written;) {
      const { bytesRead } = await this.file.read(buffer, rest, buffer.length - rest, at);
      at += bytesRead;
      const filled = rest + bytesRead;
      const whole = buffer.subarray(0, filled).lastIndexOf(lineEnd) + 1;
      yield buffer.subarray(0, whole);
      rest = filled - whole;
      const longer = whole === 0 ? Buffer.allocUnsafe(buffer.length * 2) : buffer;
      buffer.copy(longer, 0, whole, filled);
      buffer = longer;
    }
  }

  private async makeRoom(octets: number): Promise<void> {
    await this.flush();
    if (octets > this.piece.length) this.piece = Buffer.allocUnsafe(octets);
  }

  private async flush(): Promise<void> {
    for (let sent = 0; sent < this.length;) {
      const { bytesWritten } = await this.file.write(this.piece, sent, this.length - sent, this.written);
      sent += bytesWritten;
      this.written += bytesWritten;
    }
    this.length = 0;
  }
}
