import { bindings, nameIdFormats, ns } from '../saml/urns.js';
import { certificateBody, type PortalKey } from './portal-keys.js';
import { paths } from './portal-paths.js';

export interface TeleserviceKeys {
  signing: PortalKey;
  encryption: PortalKey;
}

/**
 * The téléservice's metadata (saml-metadata 2.4.4). Its encryption key says that nobody but this service may read the
 * assertion, its requested attributes say what it needs of a person and nothing more.
 */
export function teleserviceMetadata(
  portal: { url: string; title: string },
  keys: TeleserviceKeys,
  requested: readonly { name: string; friendlyName: string }[],
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="${ns.metadata}" xmlns:ds="${ns.signature}" entityID="${portal.url}${paths.metadata}">
  <md:SPSSODescriptor protocolSupportEnumeration="${ns.protocol}" AuthnRequestsSigned="true" WantAssertionsSigned="true">
    <md:KeyDescriptor use="signing">${keyInfo(keys.signing)}</md:KeyDescriptor>
    <md:KeyDescriptor use="encryption">${keyInfo(keys.encryption)}
      <md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>
      <md:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>
    </md:KeyDescriptor>
    <md:NameIDFormat>${nameIdFormats.persistent}</md:NameIDFormat>
    <md:AssertionConsumerService index="0" isDefault="true" Binding="${bindings.post}" Location="${portal.url}${paths.consume}"/>
    <md:AttributeConsumingService index="0">
      <md:ServiceName xml:lang="fr">${portal.title}</md:ServiceName>
${requested.map(requestedAttribute).join('\n')}
    </md:AttributeConsumingService>
  </md:SPSSODescriptor>
</md:EntityDescriptor>
`;
}

function keyInfo({ certificate }: PortalKey): string {
  const body = certificateBody(certificate);
  return `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`;
}

function requestedAttribute({ name, friendlyName }: { name: string; friendlyName: string }): string {
  const format = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
  return `      <md:RequestedAttribute Name="${name}" NameFormat="${format}" FriendlyName="${friendlyName}" isRequired="true"/>`;
}
