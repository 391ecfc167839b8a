import { X509Certificate } from 'node:crypto';
import type { RelyingParty, VerificationKey } from '../saml/ports.js';
import type { ChooseEncryption } from './encryption-choice.js';
import type { ServiceProvider } from './service-provider.js';

/**
 * What the SAML folder must know of a portal: its metadata under the operator's switches. Keys are parsed here, once.
 * @throws Error when a stored certificate cannot be read.
 */
export function toRelyingParty(record: ServiceProvider, chooseEncryption: ChooseEncryption): RelyingParty {
  const { metadata, switches } = record;
  return {
    entityId: record.entityId,
    enabled: switches.enabled,
    ...(metadata.validUntil === undefined ? {} : { validUntil: metadata.validUntil }),
    acs: metadata.acs,
    signingKeys: metadata.signingCertificates.map(toVerificationKey),
    requireSignedRequests: metadata.authnRequestsSigned || switches.require_signed_requests,
    legacySha1: switches.legacy_sha1,
    acceptMinimum: switches.accept_minimum === true,
    signResponse: switches.sign_response,
    signAssertion: switches.sign_assertion || metadata.wantAssertionsSigned,
    encryption: switches.encrypt === 'off' ? 'none' : chooseEncryption(metadata.encryptionKeys),
    nameIdFormats: metadata.nameIdFormats,
    profileHints: withoutPrototype(switches.profile_hints),
  };
}

function toVerificationKey(certificate: string): VerificationKey {
  return { certificate, key: new X509Certificate(Buffer.from(certificate, 'base64')).publicKey };
}

/** The keys come from outside: `constructor` must find nothing (security 4, M10). */
function withoutPrototype<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  const bare = Object.create(null) as Record<string, T>;
  for (const [key, value] of Object.entries(map)) bare[key] = value;
  return bare;
}
