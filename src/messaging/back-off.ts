import type { Random } from '../random.js';

const firstMilliseconds = 10_000;
const longestMilliseconds = 3_600_000;

/**
 * How long to wait after the try of that number (1: the first), in milliseconds: 10 s, doubled each time, an hour at most; of
 * that a random part between half and all, so that what failed together does not come back together.
 */
export function backOff(tries: number, random: Random): number {
  const whole = Math.min(longestMilliseconds, firstMilliseconds * 2 ** (tries - 1));
  const part = random.bytes(4).readUInt32BE() / 2 ** 32;
  return Math.round(whole * (0.5 + part / 2));
}
