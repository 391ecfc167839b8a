import { ParseOption, XmlDocument, XmlElement, XmlParseError } from 'libxml2-wasm';
import { MetadataError } from './metadata-error.js';

/** Metadata of one service provider is about 10 kB; an aggregate of more than 2 MB is not for `sp add`. */
export const METADATA_MAX_BYTES = 2 * 1024 * 1024;

/** Prefixes of the XPath expressions of this folder (saml-metadata 1.1, sstc-saml-metadata-ui, xmldsig, xmlenc11). */
const namespaces = {
  md: 'urn:oasis:names:tc:SAML:2.0:metadata',
  mdui: 'urn:oasis:names:tc:SAML:metadata:ui',
  mdattr: 'urn:oasis:names:tc:SAML:metadata:attribute',
  saml: 'urn:oasis:names:tc:SAML:2.0:assertion',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  xenc11: 'http://www.w3.org/2009/xmlenc11#',
};

/** The string is already decoded: an encoding declaration no longer says anything. */
const parseOptions = {
  option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_IGNORE_ENC,
};

/**
 * Parses `xml`, hands its root element to `work` and frees the document whatever happens.
 * @throws MetadataError when it is over 2 MB, has a document type declaration, or is not well-formed.
 */
export function withMetadataRoot<T>(xml: string, work: (root: XmlElement) => T): T {
  if (Buffer.byteLength(xml) > METADATA_MAX_BYTES) {
    throw new MetadataError([
      'over 2 MB: give a file with the EntityDescriptor of this service provider alone',
    ]);
  }
  if (xml.includes('<!DOCTYPE')) {
    throw new MetadataError(['has a <!DOCTYPE …>: remove it, SAML metadata needs none']);
  }
  const document = parse(xml.replace(/^\uFEFF/, ''));
  try {
    return work(document.root);
  } finally {
    document.dispose();
  }
}

/** The elements that `path` selects below `node`. */
export function elements(node: XmlElement, path: string): XmlElement[] {
  return node.find(path, namespaces).filter((found) => found instanceof XmlElement);
}

/** The value of an attribute without prefix, as it stands; undefined when absent. */
export function attribute(element: XmlElement, name: string): string | undefined {
  return element.attr(name)?.value;
}

/** True for `md:<name>` (saml-metadata 2). */
export function isMetadataElement(element: XmlElement, name: string): boolean {
  return element.name === name && element.namespaceUri === namespaces.md;
}

/** An xs:boolean; undefined when absent or none. */
export function booleanAttribute(element: XmlElement, name: string): boolean | undefined {
  const value = attribute(element, name)?.trim();
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  return undefined;
}

function parse(xml: string): XmlDocument {
  try {
    return XmlDocument.fromString(xml, parseOptions);
  } catch (error) {
    const detail = error instanceof XmlParseError ? error.details[0] : undefined;
    const where = detail === undefined ? '' : ` (line ${detail.line}: ${detail.message.trim()})`;
    throw new MetadataError([
      `not well-formed XML${where}: export the metadata again from the service provider`,
    ]);
  }
}
