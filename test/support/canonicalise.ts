import { XmlC14NMode, XmlDocument } from 'libxml2-wasm';

/** The exclusive canonical form of `xml` (xml-exc-c14n), by libxml2. */
export function canonicalise(xml: string): string {
  const document = XmlDocument.fromString(xml);
  try {
    return document.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  } finally {
    document.dispose();
  }
}
