import 'reflect-metadata';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import { systemRandom } from '../../src/random.js';
import { FrozenClock } from '../../src/clock.js';
import { defaultSwitches } from '../../src/federation/switches.js';
import type { ServiceProvider } from '../../src/federation/service-provider.js';
import { readSpMetadata } from '../../src/federation/sp-metadata.js';
import { makeCertificate, makePrivateKey } from '../../src/saml/self-signed-certificate.js';

export const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const NAMESPACES =
  'xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ' +
  'xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" xmlns:mdattr="urn:oasis:names:tc:SAML:metadata:attribute" ' +
  'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"';

/** Parts of a service provider's metadata; each has a harmless default. */
export interface SampleSp {
  entityId: string;
  /** Attributes of the EntityDescriptor, as written. */
  entityAttributes: string;
  /** Attributes of the SPSSODescriptor, as written. */
  roleAttributes: string;
  /** Elements before the SPSSODescriptor: md:Extensions. */
  extensions: string;
  /** Elements that begin the SPSSODescriptor: md:Extensions, KeyDescriptor. */
  roleStart: string;
  /** The AssertionConsumerService elements. */
  acs: string;
  /** Elements after them: AttributeConsumingService. */
  roleEnd: string;
  /** Elements after the SPSSODescriptor: Organization. */
  entityEnd: string;
}

/** Metadata of a service provider as XML. */
export function sampleSpXml(parts: Partial<SampleSp> = {}): string {
  const entityId = parts.entityId ?? 'https://ent.example.org/sp';
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor ${NAMESPACES} entityID="${escapeXml(entityId)}" ${parts.entityAttributes ?? ''}>${parts.extensions ?? ''}
<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" ${parts.roleAttributes ?? ''}>
${parts.roleStart ?? ''}${parts.acs ?? acsXml('https://ent.example.org/acs', 0)}${parts.roleEnd ?? ''}
</md:SPSSODescriptor>${parts.entityEnd ?? ''}
</md:EntityDescriptor>`;
}

/** An AssertionConsumerService for POST; `index` as it will be written. */
export function acsXml(location: string, index: number | string, more = ''): string {
  return `<md:AssertionConsumerService Binding="${POST}" Location="${escapeXml(location)}" index="${index}" ${more}/>`;
}

/** A KeyDescriptor of a certificate (base64 DER); without `use` it serves both ends. */
export function keyXml(certificate: string, use?: 'signing' | 'encryption', methods = ''): string {
  const attribute = use === undefined ? '' : ` use="${use}"`;
  return `<md:KeyDescriptor${attribute}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${methods}</md:KeyDescriptor>`;
}

/** A record as `gateway sp add` makes it. */
export function sampleRecord(
  parts: Partial<SampleSp> = {},
  decided: { release?: ServiceProvider['release']; switches?: Partial<ServiceProvider['switches']> } = {},
): ServiceProvider {
  const xml = sampleSpXml(parts);
  const now = new Date('2026-09-01T08:00:00Z');
  const metadata = readSpMetadata(xml, {
    ownEntityId: 'https://gateway.example.org/idp',
    now,
  });
  return {
    entityId: metadata.entityId,
    metadata,
    release: decided.release ?? [],
    switches: { ...defaultSwitches, ...decided.switches },
    xml,
    source: 'sample.xml',
    createdAt: now,
    updatedAt: now,
  };
}

/** A self-signed RSA certificate as base64 DER and its private key as PEM; good for 20 years from `from`. */
export async function makeSpKey(
  options: { bits?: number; commonName?: string; from?: string } = {},
): Promise<{ key: string; certificate: string }> {
  const key = await makePrivateKey(options.bits ?? 2048);
  const pem = await makeCertificate(key, {
    commonName: options.commonName ?? 'ent.example.org',
    clock: new FrozenClock(options.from ?? '2026-01-01T00:00:00Z'),
    random: systemRandom,
  });
  return { key, certificate: withoutArmour(pem) };
}

/** A self-signed EC certificate on `namedCurve` (webcrypto's name), base64 DER. */
export async function makeEcCertificate(namedCurve: 'P-256' | 'P-384'): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const algorithm = { name: 'ECDSA', namedCurve };
  const { subtle } = webcrypto;
  const keys = {
    privateKey: await subtle.importKey(
      'pkcs8',
      privateKey.export({ type: 'pkcs8', format: 'der' }),
      algorithm,
      true,
      ['sign'],
    ),
    publicKey: await subtle.importKey(
      'spki',
      publicKey.export({ type: 'spki', format: 'der' }),
      algorithm,
      true,
      ['verify'],
    ),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=ec.example.org',
    signingAlgorithm: { ...algorithm, hash: 'SHA-256' },
    keys,
  });
  return Buffer.from(certificate.rawData).toString('base64');
}

function withoutArmour(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, '');
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replace(/[\r\n\t]/g, (blank) => `&#${blank.charCodeAt(0)};`);
}
