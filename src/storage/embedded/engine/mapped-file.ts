import { readFileSync } from 'node:fs';

/** Reads and writes between two looks at the memory: one look costs 50 µs, one read maps up to 64 kB of the file. */
const lookEvery = 128;

/**
 * Says when LMDB has too much of its file in this process's memory. Nothing is lost by it: these are pages of the system's file
 * cache. But they count as the process's own where somebody watches or limits it, and an import touches the whole file.
 */
export class MappedFile {
  private touched = 0;
  private readonly before = mappedOctets();

  /** `most`: octets of the file in memory. */
  constructor(private readonly most: number) {}

  /** Notes a read or a write. */
  touch(): void {
    this.touched += 1;
  }

  /** True, after some thousand reads and writes, when the file should be closed and opened again. */
  isTooLarge(): boolean {
    if (this.touched < lookEvery) return false;
    this.touched = 0;
    const now = mappedOctets();
    return now !== undefined && now - (this.before ?? 0) > this.most;
  }
}

/** Octets of mapped files in this process's memory; undefined where the system does not say, as anywhere but on Linux. */
function mappedOctets(): number | undefined {
  try {
    const kibibytes = /^RssFile:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
