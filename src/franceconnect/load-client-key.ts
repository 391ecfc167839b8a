import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, importPKCS8, type JWK } from 'jose';
import { OperatorError } from '../operator-error.js';
import type { SignatureAlgorithm } from './ports.js';

/** Our key toward FranceConnect. */
export interface ClientKey {
  privateKey: CryptoKey;
  /** RFC 7638 thumbprint. */
  keyId: string;
  /** What /franceconnect/jwks publishes. */
  publicJwk: JWK;
}

/** Reads the key of private_key_jwt. @throws OperatorError when FRANCECONNECT_KEY_FILE is no such key. */
export async function loadClientKey(file: string): Promise<ClientKey> {
  try {
    const key = createPrivateKey(await readFile(file, 'utf8'));
    const alg = algorithmOf(key);
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const jwk = await exportJWK(createPublicKey(key));
    const keyId = await calculateJwkThumbprint(jwk);
    return {
      privateKey: await importPKCS8(pem, alg),
      keyId,
      publicJwk: { ...jwk, alg, kid: keyId, use: 'sig' },
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(
      `FRANCECONNECT_KEY_FILE=${file} cannot be used: ${reason}. It must be the PEM file of a private key, EC P-256 or RSA ` +
        'of 2048 bits or more, such as: openssl ecparam -genkey -name prime256v1 -noout -out franceconnect.key',
      { cause },
    );
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SignatureAlgorithm {
  const { namedCurve, modulusLength = 0 } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256';
  if (asymmetricKeyType === 'rsa' && modulusLength >= 2048) return 'RS256';
  throw new Error(`a key ${asymmetricKeyType ?? ''} ${namedCurve ?? modulusLength}`);
}
