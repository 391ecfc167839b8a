import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Characters gathered before they are written. */
const pieceLength = 1_048_576;

/**
 * What a plan will write, kept on disk between planning and applying. The file has no name from the start: it holds personal
 * data, and goes with the process however that ends.
 */
export class Spool<T> {
  private waiting: string[] = [];
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

  async add(item: T): Promise<void> {
    const line = `${JSON.stringify(item)}\n`;
    this.waiting.push(line);
    this.length += line.length;
    this.count += 1;
    if (this.length >= pieceLength) await this.flush();
  }

  /** The items in the order in which they came, `size` at once. */
  async *batches(size: number): AsyncGenerator<T[]> {
    await this.flush();
    let batch: T[] = [];
    for await (const line of this.lines()) {
      batch.push(JSON.parse(line) as T);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async *lines(): AsyncGenerator<string> {
    let rest = '';
    const decoder = new TextDecoder();
    const buffer = Buffer.alloc(262_144);
    for (let at = 0; at < this.written;) {
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, at);
      at += bytesRead;
      const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  }

  private async flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    const octets = Buffer.from(this.waiting.join(''));
    this.waiting = [];
    this.length = 0;
    for (let sent = 0; sent < octets.length;) {
      const { bytesWritten } = await this.file.write(octets, sent, octets.length - sent, this.written);
      sent += bytesWritten;
      this.written += bytesWritten;
    }
  }
}
