import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.js';
import {
  element,
  writeAround,
  writeCanonical,
  type WrittenElement,
  type XmlElement,
} from './canonical-xml.js';
import type { Signer } from './ports.js';
import { digestAlgorithms, signatureAlgorithms, transformAlgorithms } from './urns.js';

export interface SignatureTools {
  signer: Signer;
  hash: 'sha256' | 'sha1';
}

/** RFC 9231 2.1, 2.3. */
const algorithms = {
  sha256: { signature: signatureAlgorithms.rsaSha256, digest: digestAlgorithms.sha256 },
  sha1: { signature: signatureAlgorithms.rsaSha1, digest: digestAlgorithms.sha1 },
} as const;

/**
 * `unsigned`, written, with its enveloped signature (saml-core 5.4) as the child at `position`: 1, after the Issuer, in a message or an
 * assertion; 0 in metadata. The reference is to its ID.
 * @throws GatewayError `internal` when it has none.
 */
export async function signElement(
  unsigned: XmlElement,
  position: 0 | 1,
  tools: SignatureTools,
): Promise<WrittenElement> {
  const id = unsigned.attributes['ID'];
  if (id === undefined) throw new GatewayError('internal', { detail: `${unsigned.tag} has no ID to sign` });
  const { before, after } = writeAround(unsigned, position);
  const digest = createHash(tools.hash).update(before, 'utf8').update(after, 'utf8').digest('base64');
  const signedInfo = buildSignedInfo(id, digest, tools.hash);
  const value = await tools.signer.sign(writeCanonical(signedInfo), tools.hash);
  const signature = element(
    'ds:Signature',
    {},
    signedInfo,
    element('ds:SignatureValue', {}, value),
    buildKeyInfo(tools.signer.certificate),
  );
  const prefix = unsigned.tag.slice(0, unsigned.tag.indexOf(':'));
  return { canonical: before + writeCanonical(signature) + after, prefixes: [prefix] };
}

/** ds:KeyInfo holding one certificate (base64 DER). */
export function buildKeyInfo(certificate: string): XmlElement {
  return element(
    'ds:KeyInfo',
    {},
    element('ds:X509Data', {}, element('ds:X509Certificate', {}, certificate)),
  );
}

function buildSignedInfo(id: string, digest: string, hash: SignatureTools['hash']): XmlElement {
  return element(
    'ds:SignedInfo',
    {},
    element('ds:CanonicalizationMethod', { Algorithm: transformAlgorithms.exclusiveC14n }),
    element('ds:SignatureMethod', { Algorithm: algorithms[hash].signature }),
    element(
      'ds:Reference',
      { URI: `#${id}` },
      element(
        'ds:Transforms',
        {},
        element('ds:Transform', { Algorithm: transformAlgorithms.enveloped }),
        element('ds:Transform', { Algorithm: transformAlgorithms.exclusiveC14n }),
      ),
      element('ds:DigestMethod', { Algorithm: algorithms[hash].digest }),
      element('ds:DigestValue', {}, digest),
    ),
  );
}
