import type { PlanMemory } from './plan-memory.js';

/** Most keys a slot: beyond, the search for a free one grows long. */
const mostFilled = 0.75;
/** Binary logarithm of the number of keys in a piece. */
const bits = 12;
const within = (1 << bits) - 1;

/** Keys of some words of 32 bits that look like chance, by ordinal: in their own octets, and five to eleven more. Nothing is removed. */
export class KeyTable {
  private readonly pieces: Int32Array[] = [];
  private count = 0;
  /** Ordinals and one; 0: free. */
  private slots = new Int32Array(2048);

  constructor(
    private readonly width: number,
    private readonly memory: PlanMemory,
  ) {}

  /** Adds a key; gives its ordinal, which stands for the key from then on if it was there before. */
  add(key: Int32Array): number {
    const ordinal = this.count;
    if (ordinal + 1 > this.slots.length * mostFilled) this.grow();
    if ((ordinal & within) === 0) this.pieces.push(this.memory.take(this.width << bits));
    this.pieces[ordinal >> bits]?.set(key, (ordinal & within) * this.width);
    this.slots[this.slotOf(key)] = ordinal + 1;
    this.count += 1;
    return ordinal;
  }

  ordinalOf(key: Int32Array): number | undefined {
    const found = this.slots[this.slotOf(key)] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** The key of an ordinal, in the memory of this table. */
  keyOf(ordinal: number): Int32Array {
    const at = (ordinal & within) * this.width;
    return this.pieces[ordinal >> bits]?.subarray(at, at + this.width) ?? new Int32Array(this.width);
  }

  /** The slot of the key, or the free one where it would go. */
  private slotOf(key: Int32Array): number {
    const mask = this.slots.length - 1;
    let slot = (key[this.width - 1] ?? 0) & mask;
    for (let found = this.slots[slot] ?? 0; found > 0; found = this.slots[slot] ?? 0) {
      if (this.has(found - 1, key)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private has(ordinal: number, key: Int32Array): boolean {
    const piece = this.pieces[ordinal >> bits];
    const at = (ordinal & within) * this.width;
    for (let word = 0; word < this.width; word += 1) if (piece?.[at + word] !== key[word]) return false;
    return true;
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let ordinal = 0; ordinal < this.count; ordinal += 1) {
      this.slots[this.slotOf(this.keyOf(ordinal))] = ordinal + 1;
    }
  }
}
