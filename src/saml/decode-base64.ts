import { GatewayError } from '../errors.js';

const alphabet = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The octets of strict base64 (RFC 4648 4): padded, without blanks, not the URL alphabet. Buffer alone ignores what it does
 * not know.
 * @throws GatewayError `base64`.
 */
export function decodeBase64(encoded: string): Buffer {
  if (encoded.length % 4 !== 0 || !alphabet.test(encoded)) throw new GatewayError('base64');
  return Buffer.from(encoded, 'base64');
}
