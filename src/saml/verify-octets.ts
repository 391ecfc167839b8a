import { verify, type KeyObject } from 'node:crypto';
import { GatewayError } from '../errors.js';
import type { RelyingParty } from './ports.js';
import { signatureAlgorithms } from './urns.js';

interface Scheme {
  keyType: 'rsa' | 'ec';
  hash: 'sha1' | 'sha256' | 'sha384' | 'sha512';
}

/** All that is accepted; HMAC and PSS are not (saml-core 5.4, conformance IIP-ALG02, IIP-ALG03). */
const schemes: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  [signatureAlgorithms.rsaSha256, { keyType: 'rsa', hash: 'sha256' }],
  [signatureAlgorithms.rsaSha384, { keyType: 'rsa', hash: 'sha384' }],
  [signatureAlgorithms.rsaSha512, { keyType: 'rsa', hash: 'sha512' }],
  [signatureAlgorithms.ecdsaSha256, { keyType: 'ec', hash: 'sha256' }],
  [signatureAlgorithms.ecdsaSha384, { keyType: 'ec', hash: 'sha384' }],
  [signatureAlgorithms.ecdsaSha512, { keyType: 'ec', hash: 'sha512' }],
]);
const legacyScheme: Scheme = { keyType: 'rsa', hash: 'sha1' };

/**
 * The scheme behind a signature algorithm, RSA-SHA1 only for a portal with the switch `legacy_sha1`.
 * @throws GatewayError `sig_alg`.
 */
export function schemeOf(algorithm: string, relyingParty: RelyingParty): Scheme {
  const legacy = relyingParty.legacySha1 && algorithm === signatureAlgorithms.rsaSha1;
  const scheme = legacy ? legacyScheme : schemes.get(algorithm);
  if (scheme === undefined) throw new GatewayError('sig_alg', { detail: algorithm.slice(0, 200) });
  return scheme;
}

/**
 * True when one of the portal's signing keys verifies (IIP-MD07: each is tried; the keys of the message never count).
 * @throws GatewayError `sig_alg`.
 */
export function verifyOctets(
  octets: Uint8Array,
  signature: { algorithm: string; value: Uint8Array },
  relyingParty: RelyingParty,
): boolean {
  const scheme = schemeOf(signature.algorithm, relyingParty);
  return relyingParty.signingKeys.some(({ key }) => verifies(key, scheme, octets, signature.value));
}

function verifies(key: KeyObject, scheme: Scheme, octets: Uint8Array, signature: Uint8Array): boolean {
  if (key.asymmetricKeyType !== scheme.keyType) return false;
  // RFC 9231 2.3.6: an ECDSA signature is r and s side by side, not DER.
  return verify(scheme.hash, octets, { key, dsaEncoding: 'ieee-p1363' }, signature);
}
