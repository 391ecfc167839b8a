import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Random } from '../random.js';

/** Encrypts what waits in the outbox, and names recipients without telling them. */
export interface Seal {
  /** AES-256-GCM, bound to the entry's id: a sealed text put into another entry does not open. */
  close(id: string, content: unknown): string;
  /** @throws Error when it was made with another key (SESSION_SECRET was changed) or altered. */
  open(id: string, sealed: string): unknown;
  /** Keyed hash of a recipient. */
  hash(recipient: string): string;
}

const ivLength = 12;
const tagLength = 16;

/** @param keys 256 bits each, derived from SESSION_SECRET for these two uses. */
export function createSeal(keys: { cipher: Buffer; hash: Buffer }, random: Random): Seal {
  return {
    close(id, content) {
      const iv = random.bytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', keys.cipher, iv, { authTagLength: tagLength });
      cipher.setAAD(Buffer.from(id));
      const text = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
    },
    open(id, sealed) {
      const octets = Buffer.from(sealed, 'base64');
      const iv = octets.subarray(0, ivLength);
      const decipher = createDecipheriv('aes-256-gcm', keys.cipher, iv, { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(id));
      decipher.setAuthTag(octets.subarray(ivLength, ivLength + tagLength));
      const text = Buffer.concat([decipher.update(octets.subarray(ivLength + tagLength)), decipher.final()]);
      return JSON.parse(text.toString('utf8'));
    },
    hash: (recipient) => createHmac('sha256', keys.hash).update(recipient).digest('base64url').slice(0, 22),
  };
}
