import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { systemRandom } from '../random.js';
import { makeCertificate, makePrivateKey } from '../saml/self-signed-certificate.js';

/** A private key and the self-signed certificate that metadata publishes for it, both PEM. */
export interface PortalKey {
  privateKey: string;
  certificate: string;
}

/**
 * The RSA-2048 key `name` (such as `ent-signature`) of a demo portal, made at the first start and kept in `folder`,
 * readable by its owner alone.
 */
export async function keepPortalKey(folder: string, name: string, clock: Clock): Promise<PortalKey> {
  const keyFile = join(folder, `${name}.key.pem`);
  const certificateFile = join(folder, `${name}.crt.pem`);
  if (existsSync(keyFile) && existsSync(certificateFile)) {
    return { privateKey: readFileSync(keyFile, 'utf8'), certificate: readFileSync(certificateFile, 'utf8') };
  }
  const privateKey = await makePrivateKey(2048);
  const certificate = await makeCertificate(privateKey, { commonName: name, clock, random: systemRandom });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(keyFile, privateKey, { mode: 0o600 });
  writeFileSync(certificateFile, certificate);
  return { privateKey, certificate };
}

/** The certificate as base64 DER on one line, as metadata writes it. */
export function certificateBody(pem: string): string {
  return pem.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
}
