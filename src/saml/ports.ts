import type { KeyObject } from 'node:crypto';
import type { EncryptionTarget } from './types.js';

export type { Attribute, NameId } from './types.js';

/** What this folder must know of a service provider; made from its metadata by federation. */
export interface RelyingParty {
  entityId: string;
  /** False: every request of it is refused as `issuer`. */
  enabled: boolean;
  /** Past this instant its metadata no longer counts. */
  validUntil?: Date;
  acs: readonly AssertionConsumerService[];
  /** Each is tried (IIP-MD07). */
  signingKeys: readonly VerificationKey[];
  requireSignedRequests: boolean;
  /** The switch `legacy_sha1`: RSA-SHA1 accepted from it and sent to it. */
  legacySha1: boolean;
  /** The switch `accept_minimum`: RequestedAuthnContext of at least a password is met. */
  acceptMinimum: boolean;
  signResponse: boolean;
  signAssertion: boolean;
  /**
   * `none`: no encryption key in the metadata, or switched off. `unusable`: keys are there and none can serve
   * (never fall back to clear, security E09, E10).
   */
  encryption: EncryptionTarget | 'none' | 'unusable';
  /** NameID formats of its metadata, in order of preference; may be empty. */
  nameIdFormats: readonly string[];
  /** AuthnContextClassRef of its own -> profile to preselect (domain 5.2). */
  profileHints: Readonly<Record<string, 'pupil' | 'guardian'>>;
}

export interface AssertionConsumerService {
  location: string;
  index: number;
  isDefault: boolean;
}

export interface VerificationKey {
  /** Certificate as base64 DER, without blanks. */
  certificate: string;
  key: KeyObject;
}

export interface RelyingParties {
  /** The service provider of that entityID, or undefined. Answers from memory. */
  find(entityId: string): Promise<RelyingParty | undefined>;
}

/** Signs octets; an HSM or a KMS may stand behind it. */
export interface Signer {
  /** The certificate that verifies it, as base64 DER. */
  readonly certificate: string;
  /** RSA PKCS#1 v1.5 signature of `data`, base64, made outside the event loop. */
  sign(data: string, hash: 'sha256' | 'sha1'): Promise<string>;
}

/** Keeps the persistent NameID of an account at a service provider (saml-core 8.3.7). */
export interface PersistentNameIds {
  /** The value kept for the pair, or `fresh` stored now; the first writer wins. */
  getOrCreate(accountId: string, entityId: string, fresh: string): Promise<string>;
}
