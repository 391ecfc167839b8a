import { XmlDocument } from 'libxml2-wasm';
import { ns } from '../../src/saml/urns.js';

const prefixes = {
  saml: ns.assertion,
  samlp: ns.protocol,
  ds: ns.signature,
  md: ns.metadata,
  mdui: ns.ui,
  shibmd: ns.shibbolethMetadata,
  xenc: ns.encryption,
  xenc11: ns.encryption11,
};

/** The string values of the nodes an XPath finds, read by a parser that is not the gateway's. */
export function readXml(xml: string, path: string): string[] {
  const document = XmlDocument.fromString(xml);
  try {
    return document.find(path, prefixes).map((node) => node.content);
  } finally {
    document.dispose();
  }
}
