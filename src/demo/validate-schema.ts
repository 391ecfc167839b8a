import { XmlDocument } from 'libxml2-wasm';
import { validateProtocol } from '../saml/schema.js';

/**
 * Validates a SAML message by the protocol schema, for samlify, which has no validator of its own.
 * @throws Error when it is not well-formed or not valid.
 */
export function validateSchema(xml: string): void {
  const document = XmlDocument.fromString(xml);
  try {
    validateProtocol(document);
  } finally {
    document.dispose();
  }
}
