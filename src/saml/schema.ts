import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  XmlBufferInputProvider,
  XmlDocument,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import { GatewayError } from '../errors.js';

const mainFile = 'saml-schema-protocol-2.0.xsd';
const files = [mainFile, 'saml-schema-assertion-2.0.xsd', 'xmldsig-core-schema.xsd', 'xenc-schema.xsd'];

let validator: XsdValidator | undefined;

/**
 * Compiles the SAML 2.0 protocol schema (35 ms); called at start, so that no portal waits for it. Again: does nothing.
 * The files are those of a package, each import is answered from memory, and afterwards libxml2 can open nothing at all:
 * an `xsi:schemaLocation` in a message leads nowhere.
 */
export function compileSchemas(): void {
  validator ??= compile();
}

/**
 * Holds `document` against the SAML 2.0 protocol schema (saml-core 3).
 * @throws GatewayError `schema`, with libxml2's first complaint as detail.
 */
export function validateProtocol(document: XmlDocument): void {
  validator ??= compile();
  try {
    validator.validate(document);
  } catch (cause) {
    throw new GatewayError('schema', { detail: firstLine(cause), cause });
  }
}

function compile(): XsdValidator {
  const provided = Object.fromEntries(files.map((file) => [file, readSchema(file)]));
  xmlRegisterInputProvider(new XmlBufferInputProvider(provided));
  const source = XmlDocument.fromBuffer(readSchema(mainFile), { url: mainFile });
  try {
    return XsdValidator.fromDoc(source);
  } finally {
    source.dispose();
    xmlCleanupInputProvider();
  }
}

/** Without its DOCTYPE, which names a DTD that nobody needs. */
function readSchema(file: string): Uint8Array {
  const packageFile = createRequire(import.meta.url).resolve(
    '@authenio/samlify-xsd-schema-validator/package.json',
  );
  const text = readFileSync(join(dirname(packageFile), 'schemas', file), 'utf8');
  return Buffer.from(text.replace(/<!DOCTYPE[^[>]*(\[[^\]]*\])?\s*>/, ''));
}

/** libxml2 quotes the message: one line, cut, is enough for a log. */
function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 300) : '';
}
