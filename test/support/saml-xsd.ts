import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XmlBufferInputProvider, xmlRegisterInputProvider, XmlDocument, XsdValidator } from 'libxml2-wasm';
import { pythonWith } from './python.js';
import { runCommand } from './run-command.js';

/** The schemas of OASIS and W3C as pysaml2 carries them. */
const schemas = [
  ['urn:oasis:names:tc:SAML:2.0:assertion', 'saml-schema-assertion-2.0.xsd'],
  ['urn:oasis:names:tc:SAML:2.0:protocol', 'saml-schema-protocol-2.0.xsd'],
  ['urn:oasis:names:tc:SAML:2.0:metadata', 'saml-schema-metadata-2.0.xsd'],
  ['urn:oasis:names:tc:SAML:metadata:ui', 'sstc-saml-metadata-ui-v1.0.xsd'],
  ['urn:oasis:names:tc:SAML:metadata:algsupport', 'sstc-saml-metadata-algsupport-v1.0.xsd'],
  ['http://www.w3.org/2000/09/xmldsig#', 'xmldsig-core-schema.xsd'],
  ['http://www.w3.org/2001/04/xmlenc#', 'xenc-schema.xsd'],
  ['http://www.w3.org/2009/xmlenc11#', 'xenc-schema-11.xsd'],
  ['http://www.w3.org/XML/1998/namespace', 'xml.xsd'],
] as const;

const place = 'pysaml2-schemas/';

/** A function that throws the schema's complaints about a SAML document, and returns when there are none. */
export async function samlSchema(): Promise<(xml: string) => void> {
  const python = await pythonWith(['pysaml2==7.5.*']);
  const root = await runCommand(python, ['-c', 'import saml2, os; print(os.path.dirname(saml2.__file__))']);
  const provider = new XmlBufferInputProvider({});
  for (const [, file] of schemas) {
    provider.addBuffer(
      place + file,
      Buffer.from(localise(readFileSync(join(root.trim(), 'data/schemas', file), 'utf8'))),
    );
  }
  xmlRegisterInputProvider(provider);
  const imports = schemas.map(
    ([uri, file]) => `<import namespace="${uri}" schemaLocation="${place}${file}"/>`,
  );
  const all = XmlDocument.fromString(
    `<schema xmlns="http://www.w3.org/2001/XMLSchema">${imports.join('')}</schema>`,
  );
  const validator = XsdValidator.fromDoc(all);
  return (xml) => {
    const document = XmlDocument.fromString(xml);
    try {
      validator.validate(document);
    } finally {
      document.dispose();
    }
  };
}

/** No DTD, and every import by its file name, wherever it points. */
function localise(xsd: string): string {
  return xsd
    .replace(/<!DOCTYPE[^[>]*(\[[^\]]*\])?[^>]*>/, '')
    .replace(
      /schemaLocation=(["'])(?:[^"']*\/)?([^"'/]+)\1/g,
      (_all, quote: string, file: string) => `schemaLocation=${quote}${place}${file}${quote}`,
    );
}
