import 'reflect-metadata';
import { createHmac, sign, webcrypto, X509Certificate, KeyObject } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import * as x509 from '@peculiar/x509';
import { SignedXml } from 'xml-crypto';
import type { RelyingParty, VerificationKey } from '../../src/saml/ports.js';
import type { InboundMessage } from '../../src/saml/types.js';

/** AuthnRequests as portals make them, written apart from the product: node:crypto, xml-crypto and @peculiar/x509. */

export const redirectEndpoint = 'https://idp.example.org/idp/profile/SAML2/Redirect/SSO';
export const postEndpoint = 'https://idp.example.org/idp/profile/SAML2/POST/SSO';
export const portalId = 'https://ent.example.org/metadata';
export const portalAcs = 'https://ent.example.org/acs';

export const rsaSha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const rsaSha384 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384';
export const rsaSha512 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512';
export const ecdsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
export const hmacSha256 = 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
export const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
export const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

export interface TestKey extends VerificationKey {
  privateKey: KeyObject;
  pem: string;
}

/** A key pair in a self-signed certificate, as portals have them. */
export async function makeTestKey(type: 'rsa' | 'ec' = 'rsa'): Promise<TestKey> {
  const algorithm =
    type === 'rsa'
      ? {
          name: 'RSASSA-PKCS1-v1_5',
          hash: 'SHA-256',
          modulusLength: 2048,
          publicExponent: new Uint8Array([1, 0, 1]),
        }
      : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=test portal',
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2040-01-01'),
    signingAlgorithm: algorithm,
    keys: keys as Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[0]['keys'],
  });
  const certificate = new X509Certificate(made.toString('pem'));
  return {
    certificate: certificate.raw.toString('base64'),
    key: certificate.publicKey,
    privateKey: KeyObject.from(keys.privateKey),
    pem: certificate.toString(),
  };
}

/** A portal with sound metadata; `changes` replace what a test is about. */
export function makeRelyingParty(changes: Partial<RelyingParty> = {}): RelyingParty {
  return {
    entityId: portalId,
    enabled: true,
    acs: [
      { location: portalAcs, index: 0, isDefault: false },
      { location: `${portalAcs}/second`, index: 1, isDefault: true },
    ],
    signingKeys: [],
    requireSignedRequests: false,
    legacySha1: false,
    acceptMinimum: false,
    signResponse: true,
    signAssertion: true,
    encryption: 'none',
    nameIdFormats: [],
    profileHints: {},
    ...changes,
  };
}

/** Attributes of the root (undefined: left out) and what stands after the Issuer. */
export interface RequestParts {
  attributes?: Record<string, string | undefined>;
  /** The whole Issuer element; empty for none. */
  issuer?: string;
  content?: string;
}

export const requestInstant = '2026-03-02T07:30:00Z';

/** An unsigned AuthnRequest by POST; for Redirect set `Destination`. */
export function authnRequestXml({ attributes = {}, issuer, content = '' }: RequestParts = {}): string {
  const all: Record<string, string | undefined> = {
    ID: '_request-1',
    Version: '2.0',
    IssueInstant: requestInstant,
    Destination: postEndpoint,
    AssertionConsumerServiceURL: portalAcs,
    ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
    ...attributes,
  };
  const written = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${value}"`);
  const from = issuer ?? `<saml:Issuer>${portalId}</saml:Issuer>`;
  return `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"${written.join('')}>${from}${content}</samlp:AuthnRequest>`;
}

export interface SignatureChoices {
  algorithm?: string;
  digest?: string;
  transforms?: string[];
  /** Canonicalization of SignedInfo. */
  canonicalization?: string;
  /** Certificate put into KeyInfo; none by default. */
  keyInfo?: string;
  /** XPath of the element to sign; the root by default. */
  target?: string;
  emptyUri?: boolean;
  inclusivePrefixes?: string[];
}

/** Signs by xml-crypto, the Signature after the Issuer as the schema has it. */
export function signXml(xml: string, key: TestKey, choices: SignatureChoices = {}): string {
  const signer = new SignedXml({
    privateKey: key.privateKey,
    signatureAlgorithm: choices.algorithm ?? rsaSha256,
    canonicalizationAlgorithm: choices.canonicalization ?? excC14n,
    ...(choices.keyInfo === undefined ? {} : { publicCert: choices.keyInfo }),
    getKeyInfoContent: choices.keyInfo === undefined ? () => null : SignedXml.getKeyInfoContent,
  });
  signer.SignatureAlgorithms[hmacSha256] = class {
    getAlgorithmName = () => hmacSha256;
    getSignature = (octets: unknown) => createHmac('sha256', key.pem).update(String(octets)).digest('base64');
    verifySignature = () => false;
  } as never;
  signer.addReference({
    xpath: choices.target ?? '/*',
    digestAlgorithm: choices.digest ?? sha256,
    transforms: choices.transforms ?? [enveloped, excC14n],
    isEmptyUri: choices.emptyUri ?? false,
    inclusiveNamespacesPrefixList: choices.inclusivePrefixes ?? [],
  });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: "/*/*[local-name()='Issuer']", action: 'after' },
  });
  return signer.getSignedXml();
}

/** A message as the POST binding brings it. */
export function postMessage(xml: string | Uint8Array, extra: Record<string, unknown> = {}): InboundMessage {
  return {
    binding: 'post',
    endpoint: postEndpoint,
    form: { SAMLRequest: Buffer.from(xml).toString('base64'), ...extra },
  };
}

export interface RedirectChoices {
  relayState?: string;
  key?: KeyObject;
  algorithm?: string;
  /** Percent-encodes as ADFS does (`%2b`). */
  lowerCase?: boolean;
  /** Order of the parameters in the query; the signature keeps the norm's. */
  order?: readonly string[];
}

const nodeHash: Record<string, string> = {
  [rsaSha1]: 'sha1',
  [rsaSha256]: 'sha256',
  [rsaSha384]: 'sha384',
  [rsaSha512]: 'sha512',
  [ecdsaSha256]: 'sha256',
};

/** The raw query of the Redirect binding, signed when there is a key. */
export function redirectQuery(xml: string, choices: RedirectChoices = {}): string {
  const encode = (value: string): string => {
    const encoded = encodeURIComponent(value);
    return choices.lowerCase === true ? encoded.replace(/%../g, (found) => found.toLowerCase()) : encoded;
  };
  const parameters = new Map([['SAMLRequest', encode(deflateRawSync(xml).toString('base64'))]]);
  if (choices.relayState !== undefined) parameters.set('RelayState', encode(choices.relayState));
  if (choices.key !== undefined) {
    const algorithm = choices.algorithm ?? rsaSha256;
    parameters.set('SigAlg', encode(algorithm));
    const octets = [...parameters].map(([name, value]) => `${name}=${value}`).join('&');
    const key = { key: choices.key, dsaEncoding: 'ieee-p1363' as const };
    const hash = nodeHash[algorithm] ?? 'sha256';
    parameters.set('Signature', encode(sign(hash, Buffer.from(octets), key).toString('base64')));
  }
  const order = choices.order ?? [...parameters.keys()];
  return order
    .filter((name) => parameters.has(name))
    .map((name) => `${name}=${parameters.get(name)}`)
    .join('&');
}

/** A message as the Redirect binding brings it. */
export function redirectMessage(xml: string, choices: RedirectChoices = {}): InboundMessage {
  return rawRedirect(redirectQuery(xml, choices));
}

/** A query as it comes. */
export function rawRedirect(rawQuery: string): InboundMessage {
  return { binding: 'redirect', endpoint: redirectEndpoint, rawQuery };
}
