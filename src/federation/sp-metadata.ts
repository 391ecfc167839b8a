import type { XmlElement } from 'libxml2-wasm';
import { Findings, MetadataError, quote } from './metadata-error.js';
import {
  attribute,
  booleanAttribute,
  elements,
  isMetadataElement,
  withMetadataRoot,
} from './metadata-xml.js';
import { readAttributeConsumingServices, readEntityAttributes } from './read-attribute-requests.js';
import { readAcs, readSingleLogout } from './read-endpoints.js';
import { readKeys } from './read-keys.js';
import { readDisplayName, readInformationUrl } from './read-names.js';
import type { SpMetadata } from './service-provider.js';
import { readValidUntil } from './valid-until.js';

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
/** saml-core 8.3.6. */
const ENTITY_ID_MAX = 1024;

/** What was read, and what the operator should know of it though it is accepted. */
export interface ReadMetadata extends SpMetadata {
  warnings: readonly string[];
}

/** What the reading is judged against. */
export interface ReadOptions {
  /** Our entityID: no portal may take it (M06). */
  ownEntityId: string;
  now: Date;
}

/**
 * Reads the metadata of one service provider (saml-metadata 2.3.2, 2.4.4; IIP-MD05, MD06). Unknown extensions are ignored,
 * signatures are not looked at: who gives the file vouches for it.
 * @throws MetadataError with every fault found, each saying what to do.
 */
export function readSpMetadata(xml: string, options: ReadOptions): ReadMetadata {
  return withMetadataRoot(xml, (root) => {
    const findings = new Findings();
    const entity = theOnlyEntity(root);
    const role = spRole(entity, findings);
    const entityId = readEntityId(entity, options.ownEntityId, findings);
    const validUntil = readValidUntil([root, entity, role ?? entity], options.now, findings);
    const said = role && {
      displayName: readDisplayName(entity, role, findings),
      ...readRole(role, options, findings),
    };
    if (validUntil !== undefined) {
      const end = validUntil.toISOString();
      findings.warn(`valid until ${end}: its requests are refused from then on, add its new metadata before`);
    }
    if (said === undefined || findings.faults.length > 0) throw new MetadataError(findings.faults);
    return {
      entityId,
      ...(validUntil === undefined ? {} : { validUntil }),
      ...said,
      entityAttributes: readEntityAttributes(entity),
      warnings: findings.warnings,
    };
  });
}

function readRole(role: XmlElement, options: ReadOptions, findings: Findings) {
  const keys = readKeys(role, options.now, findings);
  const authnRequestsSigned = booleanAttribute(role, 'AuthnRequestsSigned') ?? false;
  if (authnRequestsSigned && keys.signingCertificates.length === 0) {
    findings.fault(
      'AuthnRequestsSigned="true" and no signing certificate: add the certificate that signs requests',
    );
  }
  if (keys.encryptionKeys.length === 0) {
    findings.warn(
      'no encryption key: assertions go through the browser readable; ask for an encryption certificate',
    );
  }
  return {
    informationUrl: readInformationUrl(role),
    acs: readAcs(role, options.ownEntityId, findings),
    singleLogout: readSingleLogout(role, options.ownEntityId, findings),
    ...keys,
    nameIdFormats: elements(role, 'md:NameIDFormat').map((format) => format.content.trim()),
    authnRequestsSigned,
    wantAssertionsSigned: booleanAttribute(role, 'WantAssertionsSigned') ?? false,
    attributeConsumingServices: readAttributeConsumingServices(role),
  };
}

function theOnlyEntity(root: XmlElement): XmlElement {
  if (isMetadataElement(root, 'EntityDescriptor')) return root;
  if (!isMetadataElement(root, 'EntitiesDescriptor')) {
    throw new MetadataError([
      `begins with ${quote(root.name)}: SAML metadata begins with md:EntityDescriptor`,
    ]);
  }
  const [entity, ...others] = elements(root, './/md:EntityDescriptor');
  if (entity === undefined)
    throw new MetadataError(['an EntitiesDescriptor with nothing in it: give an EntityDescriptor']);
  if (others.length > 0) {
    const names = [entity, ...others].slice(0, 5).map((one) => quote(attribute(one, 'entityID') ?? ''));
    throw new MetadataError([
      `has ${others.length + 1} entities (${names.join(', ')}…): take one EntityDescriptor into a file of its own`,
    ]);
  }
  return entity;
}

/** The SPSSODescriptor of SAML 2.0; one of SAML 1.1 alone is none. */
function spRole(entity: XmlElement, findings: Findings): XmlElement | undefined {
  const role = elements(entity, 'md:SPSSODescriptor').find((one) =>
    (attribute(one, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(PROTOCOL),
  );
  if (role === undefined) {
    const isIdp = elements(entity, 'md:IDPSSODescriptor').length > 0;
    const hint = isIdp ? 'this is an identity provider, ' : '';
    findings.fault(
      `no SPSSODescriptor for SAML 2.0: ${hint}ask the portal for its service provider metadata`,
    );
  }
  return role;
}

function readEntityId(entity: XmlElement, ownEntityId: string, findings: Findings): string {
  const entityId = attribute(entity, 'entityID') ?? '';
  if (entityId.trim() === '')
    findings.fault('no entityID: the EntityDescriptor must name the service provider');
  if (entityId.length > ENTITY_ID_MAX) {
    findings.fault(`entityID of ${entityId.length} characters: saml-core 8.3.6 allows ${ENTITY_ID_MAX}`);
  } else if (entityId !== entityId.trim()) {
    findings.fault(
      `entityID ${quote(entityId)} has blanks around it: take them out, the Issuer of requests is read without`,
    );
  }
  if (entityId === ownEntityId)
    findings.fault('entityID is that of this gateway: give the metadata of the portal');
  if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(entityId)) {
    findings.warn(`entityID ${quote(entityId)} is not an absolute URI without blanks (saml-core 1.3.2)`);
  }
  return entityId;
}
