import { childElements, onlyChild, parseXml } from './parse-xml.js';
import { bindings, ns } from '../saml/urns.js';

/** What a portal must know of the identity provider that it trusts. */
export interface IdentityProviderFacts {
  entityId: string;
  /** Where AuthnRequests go by HTTP-Redirect. */
  signInUrl: string;
  /** Certificates as base64 DER. Two of them while the provider changes its key: accept both. */
  signingCertificates: readonly string[];
  /** The metadata itself. */
  xml: string;
}

/**
 * Reads the identity provider's metadata (saml-metadata 2.4.3). A portal takes it from a pinned file, or checks its
 * signature: whoever writes this document decides who may sign in.
 * @throws Error when it is not the metadata of one identity provider with a key and a Redirect address.
 */
export function readIdpMetadata(xml: string): IdentityProviderFacts {
  const entity = parseXml(xml).documentElement;
  const descriptor = onlyChild(entity, ns.metadata, 'IDPSSODescriptor');
  const signingCertificates = childElements(descriptor, ns.metadata, 'KeyDescriptor')
    .filter((key) => key.getAttribute('use') !== 'encryption')
    .flatMap((key) => Array.from(key.getElementsByTagNameNS(ns.signature, 'X509Certificate')))
    .map((certificate) => (certificate.textContent ?? '').replace(/\s+/g, ''));
  const signInUrl = childElements(descriptor, ns.metadata, 'SingleSignOnService')
    .find((service) => service.getAttribute('Binding') === bindings.redirect)
    ?.getAttribute('Location');
  const entityId = entity.getAttribute('entityID');
  if (!entityId || !signInUrl || signingCertificates.length === 0) {
    throw new Error('Les métadonnées du fournisseur d’identité n’ont pas tout ce qu’il faut à un portail.');
  }
  return { entityId, signInUrl, signingCertificates, xml };
}
