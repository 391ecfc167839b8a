import type { Place } from '../feed/feed-item.js';
import { GrowingNumbers } from './growing-numbers.js';
import type { GuardianRefs } from './guardian-refs.js';
import type { PlanMemory } from './plan-memory.js';

/** The legal links of a feed, pupils by ordinal under the ref of their guardian: 12 octets each, and 4 a guardian. */
export class LinkTable {
  /** By guardian: the last link and one; 0: none. */
  private readonly heads: GrowingNumbers;
  private readonly pupils: GrowingNumbers;
  /** The link before of the same guardian, and one. */
  private readonly nexts: GrowingNumbers;
  /** The line and one; negative: used. */
  private readonly lines: GrowingNumbers;
  /** Links come file by file. */
  private readonly files: { first: number; name: string }[] = [];

  constructor(
    private readonly guardians: GuardianRefs,
    memory: PlanMemory,
  ) {
    this.heads = new GrowingNumbers(memory);
    this.pupils = new GrowingNumbers(memory);
    this.nexts = new GrowingNumbers(memory);
    this.lines = new GrowingNumbers(memory);
  }

  add(guardianRef: string, pupil: number, { file, line }: Place): void {
    const guardian = this.guardians.add(guardianRef);
    while (this.heads.length <= guardian) this.heads.push(0);
    const link = this.pupils.push(pupil);
    this.nexts.push(this.heads.get(guardian));
    this.heads.set(guardian, link + 1);
    this.lines.push(line + 1);
    if (this.files.at(-1)?.name !== file) this.files.push({ first: link, name: file });
  }

  /** The pupils of a guardian, the links left as they are. */
  *of(guardianRef: string): Generator<number> {
    for (const link of this.linksOf(guardianRef)) yield this.pupils.get(link);
  }

  /** The pupils of a guardian in the order of the feed; the links count as used from then on. */
  takeOf(guardianRef: string): number[] {
    const found: number[] = [];
    for (const link of this.linksOf(guardianRef)) {
      this.lines.set(link, -Math.abs(this.lines.get(link)));
      found.push(this.pupils.get(link));
    }
    return found.reverse();
  }

  /** Where the links stand that no guardian asked for: nobody described the guardian. */
  *unused(): Generator<Place> {
    for (const [index, { first, name: file }] of this.files.entries()) {
      const end = this.files[index + 1]?.first ?? this.lines.length;
      for (let link = first; link < end; link += 1) {
        const line = this.lines.get(link) - 1;
        if (line >= 0) yield { file, line };
      }
    }
  }

  private *linksOf(guardianRef: string): Generator<number> {
    const guardian = this.guardians.ordinalOf(guardianRef);
    if (guardian === undefined) return;
    for (let link = this.heads.get(guardian); link > 0; link = this.nexts.get(link - 1)) yield link - 1;
  }
}
