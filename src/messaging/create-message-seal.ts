import type { Random } from '../random.js';
import { createSeal, type Seal } from './seal.js';

/** The seal of the outbox. `key` derives a key of 256 bits for one use from SESSION_SECRET. */
export function createMessageSeal(key: (use: string) => Buffer, random: Random): Seal {
  return createSeal({ cipher: key('outbox'), hash: key('outbox recipients') }, random);
}
