import { createPrivateKey, createPublicKey, generateKeyPair, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../clock.js';
import type { Random } from '../random.js';

const makePair = promisify(generateKeyPair);
const rsaSha256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const lifetimeYears = 20;

/** A new RSA private key of `bits`, PKCS#8 PEM. */
export async function makePrivateKey(bits: number): Promise<string> {
  const { privateKey } = await makePair('rsa', { modulusLength: bits });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * A certificate the key signs for itself, PEM, good for 20 years: in SAML the metadata is what is trusted, the certificate
 * only carries the key (saml-metadata 2.4.1.1), and real portals pin it for years (domain 12).
 */
export async function makeCertificate(
  privateKeyPem: string,
  options: { commonName: string; clock: Clock; random: Random },
): Promise<string> {
  // 120 ms to load, and needed only when a key is made.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const notBefore = options.clock.now();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notBefore.getUTCFullYear() + lifetimeYears);
  const keys = await importKeys(privateKeyPem);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `01${options.random.bytes(15).toString('hex')}`,
    name: [{ CN: [options.commonName] }],
    notBefore,
    notAfter,
    signingAlgorithm: rsaSha256,
    keys,
    extensions: [await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)],
  });
  return `${certificate.toString('pem')}\n`;
}

async function importKeys(privateKeyPem: string): Promise<webcrypto.CryptoKeyPair> {
  const privateDer = createPrivateKey(privateKeyPem).export({ type: 'pkcs8', format: 'der' });
  const publicDer = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' });
  const { subtle } = webcrypto;
  return {
    privateKey: await subtle.importKey('pkcs8', privateDer, rsaSha256, false, ['sign']),
    publicKey: await subtle.importKey('spki', publicDer, rsaSha256, true, ['verify']),
  };
}
