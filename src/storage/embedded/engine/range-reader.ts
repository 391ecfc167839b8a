import { largestRead, type Entry, type KeyRange, type ReadableStore } from './ordered-store.js';

const firstChunk = 4;
const largestChunk = 256;
/** A pause after so many ranges: a long `$in` has one for each value. */
const rangesPerPause = 64;

/**
 * Reads ranges of keys in growing chunks, each from behind the last key. `park` lets go of what was read ahead, so that a
 * cursor that waits costs its position only.
 */
export class RangeReader {
  private bounds: KeyRange | undefined;
  /** What is not read yet. */
  private rest: KeyRange | undefined;
  private backwards = false;
  private chunk: Entry[] = [];
  private at = 0;
  private size = firstChunk;
  private begun = 0;
  private paused = true;

  constructor(private readonly store: ReadableStore) {}

  /** Starts on `range`. */
  begin(range: KeyRange, backwards: boolean): void {
    this.bounds = range;
    this.rest = range;
    this.backwards = backwards;
    this.chunk = [];
    this.at = 0;
    this.size = firstChunk;
    this.paused = ++this.begun % rangesPerPause !== 0;
  }

  /** The next entry; `pause` before another chunk is read, which the call after does. */
  next(): Entry | 'pause' | 'end' {
    const entry = this.chunk[this.at];
    if (entry) {
      this.at += 1;
      return entry;
    }
    if (!this.rest) return 'end';
    this.paused = !this.paused;
    if (this.paused) return 'pause';
    this.fill(this.rest);
    return this.next();
  }

  /** Lets go of what was read and not given. */
  park(): void {
    const last = this.chunk[this.at - 1];
    if (!last || !this.bounds || this.at === this.chunk.length) return;
    this.rest = this.behind(this.bounds, last);
    this.chunk = [];
    this.at = 0;
    this.paused = false;
  }

  private fill(range: KeyRange): void {
    this.chunk = this.store.read(range, this.size, this.backwards);
    this.at = 0;
    const bytes = this.chunk.reduce((sum, { value }) => sum + value.length, 0);
    const last = this.chunk.at(-1);
    const more = this.chunk.length === this.size || bytes >= largestRead;
    this.rest = last && more ? this.behind(range, last) : undefined;
    this.size = Math.min(this.size * 4, largestChunk);
  }

  private behind({ start, end }: KeyRange, { key }: Entry): KeyRange {
    return this.backwards ? { start, end: key } : { start: Buffer.concat([key, Buffer.of(0)]), end };
  }
}

/** The entries of a range, for who cannot pause. */
export function* entriesOfRange(store: ReadableStore, range: KeyRange): Generator<Entry> {
  const reader = new RangeReader(store);
  reader.begin(range, false);
  for (let step = reader.next(); step !== 'end'; step = reader.next()) if (step !== 'pause') yield step;
}
