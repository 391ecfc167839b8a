import { acsUrl, spCertificate, spEntityId } from '../support/saml-samples.js';

const keyInfo = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${spCertificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`;

/** Metadata of the portal the judges play. */
export const portalMetadata =
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${spEntityId}">` +
  `<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
  `<md:KeyDescriptor use="signing">${keyInfo}</md:KeyDescriptor><md:KeyDescriptor use="encryption">${keyInfo}</md:KeyDescriptor>` +
  `<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${acsUrl.replaceAll('&', '&amp;')}" index="0" isDefault="true"/>` +
  `</md:SPSSODescriptor></md:EntityDescriptor>`;
