import { FeedError } from '../feed/feed-error.js';

/** Entries of an archive, octets of all its files together, and octets that one octet of the archive may become. */
const mostEntries = 5_000;
const mostOctets = 20_000_000_000;
const mostRatio = 200;
/** Small archives of much white space pass the ratio. */
const freeOctets = 50_000_000;

/** Counts what comes out of an archive while it comes, whatever the archive says of itself. */
export class ExtractionLimits {
  private entries = 0;
  private octets = 0;

  constructor(
    private readonly archive: string,
    private readonly archiveSize: number,
  ) {}

  /**
   * The name under which an entry is written: its last part. The folders in an archive mean nothing to us.
   * @returns undefined for what is no XML or CSV file. @throws FeedError for a name that leaves its folder, and for too many.
   */
  nameOf(entry: string): string | undefined {
    this.entries += 1;
    if (this.entries > mostEntries) throw this.refuse('archive-entries', mostEntries);
    const parts = entry.split(/[/\\]/);
    if (parts.includes('..') || /^([/\\]|[a-z]:)/i.test(entry) || entry.includes('\0')) {
      const values = { file: this.archive, entry: entry.slice(0, 100) };
      throw new FeedError({ code: 'archive-entry-outside', values });
    }
    const name = parts.at(-1) ?? '';
    return /\.(xml|csv)$/i.test(name) && !name.startsWith('.') && name.length <= 200 ? name : undefined;
  }

  /** @throws FeedError when more comes out than any feed has. */
  count(octets: number): void {
    this.octets += octets;
    if (this.octets > mostOctets)
      throw new FeedError({ code: 'archive-large', values: { file: this.archive } });
    if (this.octets > freeOctets && this.octets > this.archiveSize * mostRatio) {
      throw this.refuse('archive-ratio', mostRatio);
    }
  }

  private refuse(code: 'archive-entries' | 'archive-ratio', most: number): FeedError {
    return new FeedError({ code, values: { file: this.archive, most: String(most) } });
  }
}
