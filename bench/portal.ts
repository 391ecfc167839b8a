import { randomBytes, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

/** A portal of the bench: what the load client needs to ask in its name. */
export interface Portal {
  entityId: string;
  acsUrl: string;
  /** PEM of the key that signs requests; absent: they are not signed. */
  privateKeyPem?: string;
}

const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/**
 * Metadata of a portal, with the key (certificate, PEM) it signs and decrypts by when it has one (saml-metadata 2.4.4).
 * Without a key the gateway sends the assertion in clear, with one encrypted.
 */
export function portalMetadata(portal: Portal, certificatePem?: string): string {
  const certificate = certificatePem?.replace(/-----[^-]+-----|\s/g, '');
  const key = (use: string): string =>
    certificate === undefined
      ? ''
      : `<md:KeyDescriptor use="${use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  return `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${portal.entityId}">
<md:SPSSODescriptor AuthnRequestsSigned="${certificate !== undefined}" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
${key('signing')}${key('encryption')}
<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>
<md:AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${portal.acsUrl}"/>
</md:SPSSODescriptor>
</md:EntityDescriptor>
`;
}

/** An AuthnRequest of `portal`, each time with a new ID, as the path and query to GET (saml-bindings 3.4.4.1). */
export function authnRequestPath(portal: Portal, baseUrl: string): { id: string; path: string } {
  const id = `_${randomBytes(16).toString('hex')}`;
  const ssoPath = '/idp/profile/SAML2/Redirect/SSO';
  const xml =
    `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"` +
    ` ID="${id}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${baseUrl}${ssoPath}"` +
    ` AssertionConsumerServiceURL="${portal.acsUrl}" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST">` +
    `<saml:Issuer>${portal.entityId}</saml:Issuer><samlp:NameIDPolicy AllowCreate="true"/></samlp:AuthnRequest>`;
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'));
  const query = `SAMLRequest=${message}&RelayState=bench`;
  return {
    id,
    path: `${ssoPath}?${portal.privateKeyPem === undefined ? query : signed(query, portal.privateKeyPem)}`,
  };
}

function signed(query: string, privateKeyPem: string): string {
  const octets = `${query}&SigAlg=${encodeURIComponent(rsaSha256)}`;
  const signature = sign('sha256', Buffer.from(octets), privateKeyPem).toString('base64');
  return `${octets}&Signature=${encodeURIComponent(signature)}`;
}
