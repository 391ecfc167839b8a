import { createHash, randomBytes } from 'node:crypto';

/** Chance as an argument, so that tests repeat. */
export interface Random {
  /** `length` octets no one can guess. */
  bytes(length: number): Buffer;
}

export const systemRandom: Random = { bytes: (length) => randomBytes(length) };

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
