import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { Random } from '../random.js';
import { readKeyFile, readOrMakeKeyFile, type KeyFile } from './key-files.js';
import type { Signer } from './ports.js';
import { makeCertificate, makePrivateKey } from './self-signed-certificate.js';
import { createSigner } from './sign.js';

export interface SigningKeys {
  signer: Signer;
  /** Certificates to verify our signatures by, base64 DER: the present one first, then the next, then the former one. */
  publishedCertificates: readonly string[];
  /** Certificates to encrypt to us by, base64 DER. */
  encryptionCertificates: readonly string[];
  /** Decrypts what was encrypted to `encryptionCertificates`. */
  decryptionKey: KeyObject;
}

export interface KeyOptions {
  folder: string;
  /** RSA size of keys made here. */
  bits: number;
  /** Subject of certificates made here. */
  commonName: string;
  clock: Clock;
  random: Random;
}

/**
 * The keys of `folder`; the signing and the encryption key are made at the first start. `next.crt` and `former.crt` are
 * published with the present certificate, so that a portal that read the metadata at any step of a rollover verifies our
 * signatures (security E12).
 * @throws GatewayError `internal` naming the file at fault.
 */
export async function loadSigningKeys(options: KeyOptions): Promise<SigningKeys> {
  const { folder } = options;
  const pairs = [
    readKeyFile(folder, 'next.crt').then((next) => loadPair(options, 'signing', next)),
    loadPair(options, 'encryption'),
  ] as const;
  // Both end before either fault is told: the other may be writing its files.
  await Promise.allSettled(pairs);
  const [signing, encryption] = await Promise.all(pairs);
  const signer = explained('signing.key', () => createSigner(signing.key, signing.certificate));
  const published = new Set([signer.certificate]);
  for (const file of ['next.crt', 'signing.crt', 'former.crt'] as const) {
    const pem = await readKeyFile(folder, file);
    if (pem !== undefined) published.add(toDer(pem, file));
  }
  return {
    signer,
    publishedCertificates: [...published],
    encryptionCertificates: [toDer(encryption.certificate, 'encryption.crt')],
    decryptionKey: createPrivateKey(encryption.key),
  };
}

/**
 * The key of `name` and its certificate. `elsewhere` is a certificate to use when it is the one of the key: a promotion
 * stopped between its two renames leaves the certificate of the new signing.key in next.crt.
 */
async function loadPair(
  options: KeyOptions,
  name: 'signing' | 'encryption',
  elsewhere?: string,
): Promise<{ key: string; certificate: string }> {
  const { folder } = options;
  const keyFile: KeyFile = `${name}.key`;
  const certificateFile: KeyFile = `${name}.crt`;
  // In this order: whoever makes them writes the key first.
  const found = {
    certificate: await readKeyFile(folder, certificateFile),
    key: await readKeyFile(folder, keyFile),
  };
  if (found.key === undefined && found.certificate !== undefined) {
    throw fault(`${certificateFile} is there without ${keyFile}`);
  }
  const key = await readOrMakeKeyFile(folder, keyFile, () => makePrivateKey(options.bits));
  explained(keyFile, () => createPrivateKey(key));
  const certificate = await readOrMakeKeyFile(folder, certificateFile, () => makeCertificate(key, options));
  const matching = [certificate, elsewhere].find(
    (pem) => pem !== undefined && isPair(key, pem, certificateFile),
  );
  if (matching === undefined) throw fault(`${certificateFile} is not the certificate of ${keyFile}`);
  return { key, certificate: matching };
}

/** True when `certificate` carries the public half of `key`. */
export function isPair(key: string, certificate: string, file: KeyFile): boolean {
  return explained(file, () => new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)));
}

function toDer(pem: string, file: KeyFile): string {
  return explained(file, () => new X509Certificate(pem).raw.toString('base64'));
}

function explained<T>(file: KeyFile, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw fault(`${file} cannot be used: ${(cause as Error).message}`, cause);
  }
}

function fault(detail: string, cause?: unknown): GatewayError {
  return new GatewayError('internal', {
    detail: `signing keys of CERTS_DIR: ${detail} (see certs/README.md)`,
    cause,
  });
}
