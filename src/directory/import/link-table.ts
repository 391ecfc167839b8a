import type { Place } from '../feed/feed-item.js';
import { CompactMap } from './compact-map.js';
import { GrowingNumbers } from './growing-numbers.js';

const none = -1;

/** The legal links of a feed, pupils by ordinal under the ref of their guardian: about 44 octets each. */
export class LinkTable {
  private readonly heads = new CompactMap();
  private readonly pupils = new GrowingNumbers();
  private readonly nexts = new GrowingNumbers();
  private readonly lines = new GrowingNumbers();
  private readonly fileOf = new GrowingNumbers();
  private readonly used = new GrowingNumbers();
  private readonly files: string[] = [];

  add(guardianRef: string, pupil: number, { file, line }: Place): void {
    const link = this.pupils.push(pupil);
    this.nexts.push(this.heads.get(guardianRef) ?? none);
    this.heads.set(guardianRef, link);
    this.lines.push(line);
    if (this.files.at(-1) !== file) this.files.push(file);
    this.fileOf.push(this.files.length - 1);
    this.used.push(0);
  }

  /** The pupils of a guardian, the links left as they are. */
  *of(guardianRef: string): Generator<number> {
    for (let link = this.heads.get(guardianRef) ?? none; link !== none; link = this.nexts.get(link))
      yield this.pupils.get(link);
  }

  /** The pupils of a guardian in the order of the feed; the links count as used from then on. */
  takeOf(guardianRef: string): number[] {
    const found: number[] = [];
    for (let link = this.heads.get(guardianRef) ?? none; link !== none; link = this.nexts.get(link)) {
      this.used.set(link, 1);
      found.push(this.pupils.get(link));
    }
    return found.reverse();
  }

  /** Where the links stand that no guardian asked for: nobody described the guardian. */
  *unused(): Generator<Place> {
    for (let link = 0; link < this.used.length; link += 1) {
      if (this.used.get(link) === 1) continue;
      yield { file: this.files[this.fileOf.get(link)] ?? '', line: this.lines.get(link) };
    }
  }
}
