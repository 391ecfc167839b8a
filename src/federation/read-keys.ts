import { X509Certificate, type KeyObject } from 'node:crypto';
import type { XmlElement } from 'libxml2-wasm';
import { quote, type Findings } from './metadata-error.js';
import { attribute, elements } from './metadata-xml.js';
import type { EncryptionMethod, SpMetadata } from './service-provider.js';

type Keys = Pick<SpMetadata, 'signingCertificates' | 'encryptionKeys'>;

/** Each is tried for a signature, on the event loop (IIP-MD07). */
const mostKeys = 10;
/** A check with a longer key, or with a long exponent, stops everybody for milliseconds. */
const mostBits = 8192;
const mostExponent = 2n ** 32n;

/** NIST curves of 256 bits and more (SDP-MD06), as node:crypto names them. */
const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/**
 * The keys of the KeyDescriptors (saml-metadata 2.4.1.1). One without `use` serves both ends (IIP-MD11). Only the key of a
 * certificate counts (SDP-MD05): expired and self-signed ones work (IIP-MD12). Who asks for encryption with keys of which none
 * has a certificate is refused: its assertions would else go in clear (security E09).
 */
export function readKeys(role: XmlElement, now: Date, findings: Findings): Keys {
  const signing = new Set<string>();
  const encryption = new Map<string, readonly EncryptionMethod[]>();
  let lacksCertificate = false;
  const descriptors = elements(role, 'md:KeyDescriptor');
  if (descriptors.length > mostKeys) {
    findings.fault(`${descriptors.length} KeyDescriptors: leave those in use, ${mostKeys} at most`);
  }
  for (const descriptor of descriptors.slice(0, mostKeys)) {
    const use = attribute(descriptor, 'use');
    if (use !== undefined && use !== 'signing' && use !== 'encryption') {
      findings.fault(
        `KeyDescriptor use=${quote(use)}: write signing or encryption, or leave it out for both`,
      );
      continue;
    }
    const [first, ...more] = elements(descriptor, 'ds:KeyInfo/ds:X509Data/ds:X509Certificate');
    if (first === undefined) {
      findings.warn(
        'a KeyDescriptor without ds:X509Certificate was left out: keys are read from certificates',
      );
      lacksCertificate ||= use !== 'signing';
      continue;
    }
    if (more.length > 0) {
      findings.warn(
        'a KeyDescriptor has several certificates: the first counts; give each key its own KeyDescriptor',
      );
    }
    const certificate = readCertificate(first, now, findings);
    if (certificate === undefined) continue;
    if (use !== 'encryption') signing.add(certificate);
    if (use !== 'signing') encryption.set(certificate, readMethods(descriptor));
  }
  if (lacksCertificate && encryption.size === 0) {
    findings.fault(
      'no KeyDescriptor for encryption has a certificate: ask the portal for one in ds:X509Certificate, or take them out',
    );
  }
  return {
    signingCertificates: [...signing],
    encryptionKeys: [...encryption].map(([certificate, methods]) => ({ certificate, methods })),
  };
}

/** The certificate as base64 DER; undefined when it is none. */
function readCertificate(element: XmlElement, now: Date, findings: Findings): string | undefined {
  const base64 = element.content.replace(/\s+/g, '');
  try {
    const certificate = new X509Certificate(Buffer.from(strictBase64(base64), 'base64'));
    const fault = keyFault(certificate.publicKey);
    if (fault !== undefined) findings.fault(`certificate ${subjectOf(certificate)}: ${fault}`);
    warnOfDates(certificate, now, findings);
    return certificate.raw.toString('base64');
  } catch {
    findings.fault(
      `X509Certificate ${quote(base64.slice(0, 24))}… is not a certificate: copy the base64 between the BEGIN and END lines`,
    );
    return undefined;
  }
}

function strictBase64(text: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new Error('not base64');
  return text;
}

function keyFault(key: KeyObject): string | undefined {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'rsa') {
    const bits = details?.modulusLength ?? 0;
    if (bits < 2048) return `RSA of ${bits} bits: make a key of 2048 bits or more`;
    if (bits > mostBits) return `RSA of ${bits} bits: make a key of ${mostBits} bits or less`;
    if ((details?.publicExponent ?? 0n) > mostExponent)
      return 'RSA with a long exponent: make a key with 65537';
    return undefined;
  }
  if (key.asymmetricKeyType === 'ec' && curves.has(details?.namedCurve ?? '')) return undefined;
  return 'neither RSA nor EC on P-256, P-384 or P-521: make an RSA key of 2048 bits or more';
}

function warnOfDates(certificate: X509Certificate, now: Date, findings: Findings): void {
  const subject = subjectOf(certificate);
  if (new Date(certificate.validTo) < now) {
    findings.warn(`certificate ${subject} expired on ${certificate.validTo}: it is accepted all the same`);
  }
  if (new Date(certificate.validFrom) > now) {
    findings.warn(`certificate ${subject} begins on ${certificate.validFrom}: it is accepted all the same`);
  }
}

function readMethods(descriptor: XmlElement): EncryptionMethod[] {
  return elements(descriptor, 'md:EncryptionMethod').map((element) => {
    const digest = elements(element, 'ds:DigestMethod')[0];
    const mgf = elements(element, 'xenc11:MGF')[0];
    const digestUri = digest && attribute(digest, 'Algorithm');
    const mgfUri = mgf && attribute(mgf, 'Algorithm');
    return {
      algorithm: attribute(element, 'Algorithm') ?? '',
      ...(digestUri === undefined ? {} : { digest: digestUri }),
      ...(mgfUri === undefined ? {} : { mgf: mgfUri }),
    };
  });
}

function subjectOf(certificate: X509Certificate): string {
  return quote((certificate.subject ?? '').replaceAll('\n', ', '));
}
