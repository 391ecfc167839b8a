import type { AssertionConsumerService } from '../saml/ports.js';

/** Texts by language code (`fr`, `en`). */
export type Localized = Readonly<Record<string, string>>;

/** The record of a portal: what its metadata says, and what the operator decided. */
export interface ServiceProvider {
  entityId: string;
  metadata: SpMetadata;
  release: ReleasePolicy;
  switches: SpSwitches;
  /** The XML as it was given, for `sp show --xml`; `metadata` is what was read of it that day. */
  xml: string;
  /** Where it came from: a file name or an https address. */
  source: string;
  createdAt: Date;
  updatedAt: Date;
}

/** What sp-metadata.ts read in the SPSSODescriptor (saml-metadata 2.4.4). */
export interface SpMetadata {
  entityId: string;
  validUntil?: Date;
  /** mdui:DisplayName, or ServiceName, or OrganizationDisplayName; may be empty. */
  displayName: Localized;
  informationUrl: Localized;
  acs: readonly AssertionConsumerService[];
  singleLogout: readonly { binding: string; location: string; responseLocation?: string }[];
  /** Certificates as base64 DER. A KeyDescriptor without use is in both lists (IIP-MD11). */
  signingCertificates: readonly string[];
  encryptionKeys: readonly { certificate: string; methods: readonly EncryptionMethod[] }[];
  nameIdFormats: readonly string[];
  authnRequestsSigned: boolean;
  wantAssertionsSigned: boolean;
  attributeConsumingServices: readonly AttributeConsumingService[];
  /** What a federation says of it, such as its categories (mdattr, IIP-IDP03). */
  entityAttributes?: readonly { name: string; values: readonly string[] }[];
}

export interface EncryptionMethod {
  algorithm: string;
  digest?: string;
  mgf?: string;
}

export interface AttributeConsumingService {
  index: number;
  isDefault: boolean;
  requested: readonly { name: string; isRequired: boolean }[];
}

/** Names of the attribute catalogue, or all of it. Nothing that is not listed is ever sent. */
export type ReleasePolicy = 'all' | readonly string[];

/** What an operator may set per service provider (`gateway sp add --set SWITCH=VALUE`). */
export interface SpSwitches {
  /** `no`: requests are refused and the portal is not listed. */
  enabled: boolean;
  /** Accept and send RSA-SHA1 (laclasse 2019, Edifice: domain 12.1, 12.2). */
  legacy_sha1: boolean;
  /** `yes`: a RequestedAuthnContext with Comparison="minimum" that a password meets is met (domain 12.4). */
  accept_minimum: boolean;
  /** Refuse unsigned requests even if the metadata does not ask for signatures. */
  require_signed_requests: boolean;
  /** `auto`: encrypt when the metadata has a key. */
  encrypt: 'auto' | 'off';
  /** `uri`: urn:oid names with FriendlyName. `basic`: the literal names. */
  attribute_names: 'uri' | 'basic';
  /** Send one FrEduCtPersonAffiliation only, for portals that do not read lists. */
  single_affiliation: boolean;
  sign_response: boolean;
  /** `no` holds unless the metadata has WantAssertionsSigned (IIP-SSO06). */
  sign_assertion: boolean;
  /** Pupils and guardians of these schools only; empty: everyone. */
  schools: readonly string[];
  /** AuthnContextClassRef -> profile to preselect. */
  profile_hints: Readonly<Record<string, 'pupil' | 'guardian'>>;
  /** Address where people start from this portal; shown on the services page. */
  start_url?: string;
}
