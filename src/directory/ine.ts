import { createHmac } from 'node:crypto';

/** True for the eleven characters of an INE: nine digits and two letters since 2018, ten and one before (domain 3). */
export function isIne(text: string): boolean {
  return /^(\d{9}[A-Z]{2}|\d{10}[A-Z])$/.test(text);
}

/**
 * FrEduCtEleveINEHash: HMAC-SHA-256 of the INE cut to 128 bits, 32 hex digits (domain 3). There are few enough INEs to try
 * them all, so that without the key the hash would be the INE.
 */
export function hashIne(ine: string, key: Buffer): string {
  return createHmac('sha256', key).update(ine).digest('hex').slice(0, 32);
}
