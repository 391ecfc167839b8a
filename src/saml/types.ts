/** The bindings by which an AuthnRequest arrives (saml-bindings 3.4, 3.5). */
export type RequestBinding = 'redirect' | 'post';

/** An AuthnRequest whose signature, if any, was verified and whose every check passed (saml-core 3.4.1). */
export interface AuthnRequest {
  id: string;
  /** entityID of the service provider. */
  issuer: string;
  issueInstant: Date;
  binding: RequestBinding;
  /** True when a signature was there and verified. */
  signed: boolean;
  /** The AssertionConsumerService to answer to: always one of the metadata. */
  acsUrl: string;
  forceAuthn: boolean;
  isPassive: boolean;
  nameIdPolicy?: NameIdPolicy;
  requestedAuthnContext?: RequestedAuthnContext;
  /** NameID asked for by `saml:Subject` (saml-core 3.4.1). */
  subject?: NameId;
  attributeConsumingServiceIndex?: number;
  /** Returned exactly as it came (saml-bindings 3.4.3). */
  relayState?: string;
  /** True when the portal did not ask: `id` is ours and no Response names it (saml-profiles 4.1.5). */
  unsolicited?: boolean;
}

export interface NameIdPolicy {
  format?: string;
  spNameQualifier?: string;
  allowCreate: boolean;
}

export interface RequestedAuthnContext {
  comparison: 'exact' | 'minimum' | 'maximum' | 'better';
  classRefs: readonly string[];
}

/** saml-core 2.2.3. */
export interface NameId {
  format: string;
  value: string;
  nameQualifier?: string;
  spNameQualifier?: string;
}

/** One released attribute; each value becomes an AttributeValue of its own (saml-core 2.7.3.1). */
export interface Attribute {
  name: string;
  nameFormat: string;
  friendlyName?: string;
  values: readonly string[];
}

/** A message as the browser brought it, before anything is believed. */
export type InboundMessage =
  | { binding: 'redirect'; /** The raw query string, without `?`. */ rawQuery: string; endpoint: string }
  | { binding: 'post'; /** The parsed form. */ form: Record<string, unknown>; endpoint: string };

/** What every Response has, whether it says yes or no (saml-core 3.2.2). */
export interface ResponseEnvelope {
  /** Our entityID. */
  issuer: string;
  /** The AssertionConsumerService URL. */
  destination: string;
  /** ID of the request; absent when the portal did not ask (saml-profiles 4.1.5). */
  inResponseTo?: string;
  issueInstant: Date;
}

/** All that a successful Response states. */
export interface ResponseInput extends ResponseEnvelope {
  /** entityID of the service provider. */
  audience: string;
  nameId: NameId;
  attributes: readonly Attribute[];
  authnInstant: Date;
  sessionIndex: string;
  /** End of our session, told to the portal (saml-core 2.7.2). */
  sessionNotOnOrAfter: Date;
  authnContextClassRef: string;
  /** Life of the assertion in seconds, from `issueInstant`. */
  lifetimeSeconds: number;
}

/** How one service provider wants its Response made. */
export interface ResponseProfile {
  signResponse: boolean;
  signAssertion: boolean;
  /** `sha1` only by the named switch `legacy_sha1` of a service provider. */
  signatureHash: 'sha256' | 'sha1';
  /** Absent: the assertion is sent in clear. */
  encryption?: EncryptionTarget;
}

/** A key of the service provider and the algorithms its metadata declares (saml-metadata 2.4.1.1). */
export interface EncryptionTarget {
  /** Certificate as base64 DER. */
  certificate: string;
  dataAlgorithm: string;
  keyTransport: 'rsa-oaep-mgf1p' | 'rsa-oaep';
  /** Digest of OAEP. `rsa-oaep-mgf1p` has MGF1 with SHA-1 always (xmlenc-core1 5.5.2). */
  oaepDigest: 'sha1' | 'sha256';
}
