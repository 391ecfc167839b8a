import { GrowingNumbers } from './growing-numbers.js';
import type { PlanMemory } from './plan-memory.js';
import { TextTable } from './text-table.js';

const described = 1;
const gone = 2;

/** The refs of guardians that a feed has named so far, by ordinal, and what it said of them. */
export class GuardianRefs {
  private readonly refs: TextTable;
  private readonly said: GrowingNumbers;

  constructor(memory: PlanMemory) {
    this.refs = new TextTable(memory);
    this.said = new GrowingNumbers(memory);
  }

  /** The ordinal of a ref, which is added if it is new. */
  add(ref: string): number {
    const ordinal = this.refs.add(ref);
    if (ordinal === this.said.length) this.said.push(0);
    return ordinal;
  }

  ordinalOf(ref: string): number | undefined {
    return this.refs.ordinalOf(ref);
  }

  describe(ref: string): void {
    this.said.set(this.add(ref), described);
  }

  remove(ref: string): void {
    this.said.set(this.add(ref), gone);
  }

  /** The feed described the guardian, or named the guardian as gone. */
  has(ref: string): boolean {
    return this.whatWasSaidOf(ref) > 0;
  }

  isGone(ref: string): boolean {
    return this.whatWasSaidOf(ref) === gone;
  }

  private whatWasSaidOf(ref: string): number {
    const ordinal = this.refs.ordinalOf(ref);
    return ordinal === undefined ? 0 : this.said.get(ordinal);
  }
}
