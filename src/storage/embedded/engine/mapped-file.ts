import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** Reads and writes between two looks at the memory: one look costs 2 µs, one read maps up to 64 kB of the file. */
const lookEvery = 16;

/**
 * Says when LMDB has too much of its file in this process's memory. Nothing is lost by it: these are pages of the system's file
 * cache. But they count as the process's own where somebody watches or limits it, and an import touches the whole file.
 */
export class MappedFile {
  private touched = 0;
  private readonly memory: MappedMemory | undefined;
  private readonly before: number;

  /** `most`: octets of the file in memory. */
  constructor(private readonly most: number) {
    this.memory = Number.isFinite(most) ? MappedMemory.open() : undefined;
    this.before = this.memory?.octets() ?? 0;
  }

  /** Notes a read or a write. */
  touch(): void {
    this.touched += 1;
  }

  /** True, after some reads and writes, when the file should be closed and opened again. */
  isTooLarge(): boolean {
    if (this.memory === undefined || this.touched < lookEvery) return false;
    this.touched = 0;
    return this.memory.octets() - this.before > this.most;
  }

  close(): void {
    this.memory?.close();
  }
}

/** Mapped files in this process's memory: the third number of statm, in pages, whose size only status lets one know (proc(5)). */
class MappedMemory {
  private readonly line = Buffer.alloc(128);
  private readonly pageOctets: number;

  /** Undefined where the system does not say, as anywhere but on Linux. */
  static open(): MappedMemory | undefined {
    try {
      return new MappedMemory(openSync('/proc/self/statm', 'r'), readFileSync('/proc/self/status', 'latin1'));
    } catch {
      return undefined;
    }
  }

  private constructor(
    private readonly statm: number,
    status: string,
  ) {
    const kibibytes = [...status.matchAll(/^Rss(?:File|Shmem):\s+(\d+) kB$/gm)].map(([, value]) =>
      Number(value),
    );
    const octets = kibibytes.reduce((sum, each) => sum + each * 1024, 0);
    this.pageOctets = 2 ** Math.round(Math.log2(octets / this.pages()));
  }

  octets(): number {
    return this.pages() * this.pageOctets;
  }

  close(): void {
    closeSync(this.statm);
  }

  private pages(): number {
    const length = readSync(this.statm, this.line, 0, this.line.length, 0);
    return Number(this.line.toString('latin1', 0, length).split(' ')[2]);
  }
}
