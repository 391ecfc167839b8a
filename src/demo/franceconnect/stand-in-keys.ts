import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import type { SignatureAlgorithm } from '../../franceconnect/ports.js';

/** A signing key of the stand-in. */
export interface StandInKey {
  alg: SignatureAlgorithm;
  kid: string;
  privateKey: CryptoKey;
  privateJwk: JWK;
  publicJwk: JWK;
}

/** Makes one; it lives as long as the process. */
export async function makeKey(alg: SignatureAlgorithm, kid: string): Promise<StandInKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const marks = { alg, kid, use: 'sig' };
  const [privateJwk, publicJwk] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)]);
  return {
    ...{ alg, kid, privateKey },
    privateJwk: { ...privateJwk, ...marks },
    publicJwk: { ...publicJwk, ...marks },
  };
}

/** A JWS with the header that FranceConnect writes: `alg` and `kid`, nothing else. */
export function signClaims(claims: JWTPayload, { alg, kid, privateKey }: StandInKey): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);
}
