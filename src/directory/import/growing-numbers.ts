import type { PlanMemory } from './plan-memory.js';

/** Binary logarithm of the length of a piece. */
const bits = 14;
const pieceLength = 1 << bits;
const within = pieceLength - 1;

/** A list of whole numbers of 32 bits, in four octets each, that only grows: in pieces, so that growing copies nothing. */
export class GrowingNumbers {
  private readonly pieces: Int32Array[] = [];
  private count = 0;

  constructor(private readonly memory: PlanMemory) {}

  get length(): number {
    return this.count;
  }

  push(number: number): number {
    const place = this.count;
    if ((place & within) === 0) this.pieces.push(this.memory.take(pieceLength));
    this.count += 1;
    this.set(place, number);
    return place;
  }

  get(place: number): number {
    return this.pieces[place >> bits]?.[place & within] ?? 0;
  }

  set(place: number, number: number): void {
    const piece = this.pieces[place >> bits];
    if (piece !== undefined) piece[place & within] = number;
  }
}
