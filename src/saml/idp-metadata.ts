import type { Clock } from '../clock.js';
import { newMessageId, type Random } from '../random.js';
import { formatInstant } from './assertion-xml.js';
import { cleanValue, element, type XmlElement } from './canonical-xml.js';
import { buildKeyInfo, signElement } from './sign-element.js';
import type { SigningKeys } from './signing-keys.js';
import {
  bindings,
  dataAlgorithms,
  digestAlgorithms,
  keyTransportAlgorithms,
  nameIdFormats,
  ns,
  signatureAlgorithms,
} from './urns.js';

/** What the operator says of this identity provider. */
export interface IdpMetadataSettings {
  /** Public address without a final slash; the entityID is `<baseUrl>/idp`. */
  baseUrl: string;
  displayName: { fr: string; en: string };
  /** Who answers for the service (md:Organization). */
  organization: { name: string; url: string };
  technicalContactMail: string;
  /** Where a portal sends a person after a failure (saml-metadata 2.4.1). */
  errorUrl: string;
  /** Right parts of the scoped attributes we may assert (shibmd:Scope); `educt` in domain 12. */
  scopes: readonly string[];
  validDays: number;
  cacheSeconds: number;
  informationUrl?: string;
  privacyStatementUrl?: string;
  /** An https image, size in pixels. */
  logo?: { url: string; width: number; height: number };
}

/**
 * Our metadata (saml-metadata 2.3.2, 2.4.3), signed, valid from now for `validDays`; every published certificate is in it.
 * Written and signed as Responses are: one way to sign to keep right, and 3 ms of CPU less than by xml-crypto.
 */
export async function buildIdpMetadata(
  settings: IdpMetadataSettings,
  keys: SigningKeys,
  tools: { random: Random; clock: Clock },
): Promise<string> {
  const unsigned = element(
    'md:EntityDescriptor',
    {
      ID: newMessageId(tools.random),
      cacheDuration: `PT${settings.cacheSeconds}S`,
      entityID: `${settings.baseUrl}/idp`,
      validUntil: formatInstant(tools.clock.now(), settings.validDays * 86_400),
    },
    element(
      'md:Extensions',
      {},
      element('alg:DigestMethod', { Algorithm: digestAlgorithms.sha256 }),
      element('alg:SigningMethod', { Algorithm: signatureAlgorithms.rsaSha256 }),
    ),
    buildRole(settings, keys),
    buildOrganization(settings),
    buildTechnicalContact(settings),
  );
  return (await signElement(unsigned, 0, { signer: keys.signer, hash: 'sha256' })).canonical;
}

/** In the order of the schema (saml-metadata 2.4.1, 2.4.2, 2.4.3). */
function buildRole(settings: IdpMetadataSettings, keys: SigningKeys): XmlElement {
  const endpoint = (binding: string, name: string): XmlElement =>
    element('md:SingleSignOnService', {
      Binding: binding,
      Location: `${settings.baseUrl}/idp/profile/SAML2/${name}/SSO`,
    });
  return element(
    'md:IDPSSODescriptor',
    { errorURL: settings.errorUrl, protocolSupportEnumeration: ns.protocol },
    element(
      'md:Extensions',
      {},
      ...settings.scopes.map((scope) => element('shibmd:Scope', { regexp: 'false' }, scope)),
      buildUserInterface(settings),
    ),
    ...keys.publishedCertificates.map((certificate) => buildKeyDescriptor('signing', certificate)),
    ...keys.encryptionCertificates.map((certificate) => buildKeyDescriptor('encryption', certificate)),
    element('md:NameIDFormat', {}, nameIdFormats.transient),
    element('md:NameIDFormat', {}, nameIdFormats.persistent),
    endpoint(bindings.redirect, 'Redirect'),
    endpoint(bindings.post, 'POST'),
  );
}

/** saml-metadata-ui 2.1. */
function buildUserInterface(settings: IdpMetadataSettings): XmlElement {
  const { logo } = settings;
  return element(
    'mdui:UIInfo',
    {},
    ...localized('mdui:DisplayName', settings.displayName),
    ...sameInBoth('mdui:InformationURL', settings.informationUrl),
    ...sameInBoth('mdui:PrivacyStatementURL', settings.privacyStatementUrl),
    logo && element('mdui:Logo', { height: String(logo.height), width: String(logo.width) }, logo.url),
  );
}

/** What may be encrypted to us, best first (saml-metadata 2.4.1.1). */
const decrypted = [dataAlgorithms.aes256Gcm, dataAlgorithms.aes128Gcm, keyTransportAlgorithms.rsaOaepMgf1p];

function buildKeyDescriptor(use: 'signing' | 'encryption', certificate: string): XmlElement {
  const methods = use === 'encryption' ? decrypted : [];
  return element(
    'md:KeyDescriptor',
    { use },
    buildKeyInfo(certificate),
    ...methods.map((algorithm) => element('md:EncryptionMethod', { Algorithm: algorithm })),
  );
}

function buildOrganization({ organization }: IdpMetadataSettings): XmlElement {
  return element(
    'md:Organization',
    {},
    ...sameInBoth('md:OrganizationName', organization.name),
    ...sameInBoth('md:OrganizationDisplayName', organization.name),
    ...sameInBoth('md:OrganizationURL', organization.url),
  );
}

function buildTechnicalContact({ organization, technicalContactMail }: IdpMetadataSettings): XmlElement {
  return element(
    'md:ContactPerson',
    { contactType: 'technical' },
    element('md:GivenName', {}, cleanValue(organization.name)),
    element('md:EmailAddress', {}, `mailto:${technicalContactMail}`),
  );
}

function localized(tag: string, texts: { fr: string; en: string }): XmlElement[] {
  return [
    element(tag, { 'xml:lang': 'fr' }, cleanValue(texts.fr)),
    element(tag, { 'xml:lang': 'en' }, cleanValue(texts.en)),
  ];
}

function sameInBoth(tag: string, text: string | undefined): XmlElement[] {
  return text === undefined ? [] : localized(tag, { fr: text, en: text });
}
