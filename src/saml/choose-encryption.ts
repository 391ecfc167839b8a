import { X509Certificate } from 'node:crypto';
import type { EncryptionTarget } from './types.js';
import { dataAlgorithms, digestAlgorithms, keyTransportAlgorithms, maskAlgorithms } from './urns.js';

/** One md:KeyDescriptor for encryption (saml-metadata 2.4.1.1). */
export interface EncryptionKey {
  /** Certificate as base64 DER. */
  certificate: string;
  methods: readonly EncryptionMethod[];
}

/** md:EncryptionMethod, with its ds:DigestMethod and xenc11:MGF when it has them. */
export interface EncryptionMethod {
  algorithm: string;
  digest?: string;
  mgf?: string;
}

const leastBits = 2048;

/** Authenticated modes first: CBC serves only a portal that declares it and no GCM (security E10). */
const dataPreference: readonly string[] = [
  dataAlgorithms.aes256Gcm,
  dataAlgorithms.aes128Gcm,
  dataAlgorithms.aes256Cbc,
  dataAlgorithms.aes128Cbc,
];
const dataUris = new Set([...dataPreference, 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc']);
const isDataUri = (uri: string): boolean => dataUris.has(uri) || /#aes\d+-(cbc|gcm)$/.test(uri);
const isTransportUri = (uri: string): boolean => /#rsa-/.test(uri);

/**
 * How to encrypt to a service provider: its first usable key, with algorithms it declares. Usable is RSA of 2048 bits or
 * more, whether or not its certificate expired (IIP-MD12), not bound to RSA 1.5. A key that declares nothing gets
 * AES-256-GCM and rsa-oaep-mgf1p: xmlsec1 1.2.37, pysaml2, node-saml and samlify decrypt both, and none of them
 * xmlenc11#rsa-oaep (security 1).
 * @returns `none` without any key; `unusable` when none can serve: then nothing may be sent in clear.
 */
export function chooseEncryption(keys: readonly EncryptionKey[]): EncryptionTarget | 'none' | 'unusable' {
  if (keys.length === 0) return 'none';
  for (const key of keys) {
    const dataAlgorithm = chooseData(key.methods);
    const transport = chooseTransport(key.methods);
    if (dataAlgorithm === undefined || transport === undefined || !isUsable(key.certificate)) continue;
    return { certificate: key.certificate, dataAlgorithm, ...transport };
  }
  return 'unusable';
}

function isUsable(certificate: string): boolean {
  try {
    const key = new X509Certificate(Buffer.from(certificate, 'base64')).publicKey;
    return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= leastBits;
  } catch {
    return false;
  }
}

function chooseData(methods: readonly EncryptionMethod[]): string | undefined {
  const declared = methods.map((method) => method.algorithm).filter(isDataUri);
  if (declared.length === 0) return dataAlgorithms.aes256Gcm;
  return dataPreference.find((algorithm) => declared.includes(algorithm));
}

type Transport = Pick<EncryptionTarget, 'keyTransport' | 'oaepDigest'>;

function chooseTransport(methods: readonly EncryptionMethod[]): Transport | undefined {
  const declared = methods.filter((method) => isTransportUri(method.algorithm));
  const older = declared.some((method) => method.algorithm === keyTransportAlgorithms.rsaOaepMgf1p);
  if (declared.length === 0 || older) return { keyTransport: 'rsa-oaep-mgf1p', oaepDigest: 'sha1' };
  for (const method of declared) {
    const oaepDigest =
      method.algorithm === keyTransportAlgorithms.rsaOaep ? chooseOaepDigest(method) : undefined;
    if (oaepDigest !== undefined) return { keyTransport: 'rsa-oaep', oaepDigest };
  }
  return undefined;
}

/** OpenSSL through Node uses one hash for digest and mask; undeclared, the norm says SHA-1 for both (xmlenc-core1 5.5.2). */
function chooseOaepDigest({ digest, mgf }: EncryptionMethod): 'sha1' | 'sha256' | undefined {
  if (digest === digestAlgorithms.sha256 && (mgf === undefined || mgf === maskAlgorithms.mgf1Sha256)) {
    return 'sha256';
  }
  const plainDigest = digest === undefined || digest === digestAlgorithms.sha1;
  return plainDigest && (mgf === undefined || mgf === maskAlgorithms.mgf1Sha1) ? 'sha1' : undefined;
}
