import type { Random } from '../../random.js';

/** Choices out of octets of chance. Modulo bias is below 1 in 10 000 for the small lists it serves. */
export class Dice {
  constructor(private readonly random: Random) {}

  /** A whole number from 0 to `sides` - 1. */
  roll(sides: number): number {
    return this.random.bytes(4).readUInt32BE() % sides;
  }

  /** One of the list, which must not be empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.roll(list.length)] as T;
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.roll(100) < percent;
  }
}
