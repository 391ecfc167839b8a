import { createHash } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml, type HashAlgorithm, type SignatureAlgorithm } from 'xml-crypto';
import { GatewayError } from '../errors.js';
import { checkSignatureShape } from './checks/check-signature-shape.js';
import { limitMarkup } from './gate-xml.js';
import { attributeOf, type MessageElement } from './message-element.js';
import { parseMessage } from './parse-message.js';
import type { RelyingParty } from './ports.js';
import { digestAlgorithms, ns, transformAlgorithms } from './urns.js';
import { verifyOctets } from './verify-octets.js';

/** xml-crypto took 20 ms for 440 elements with 350 namespaces; a signed request has 40 tags and 30 attributes. */
const mostMarkup = { tags: 200, attributes: 200 };

/**
 * Verifies the enveloped signature of a POSTed message (saml-core 5.4) and gives back the message read anew from the
 * canonical octets that were digested, so that nothing unsigned can be taken for signed. xml-crypto runs once, whatever the
 * number of keys, and only on a signature of the one shape that SAML allows: its cost is quadratic in the References.
 * @throws GatewayError of check-signature-shape.ts, `schema`, `not_well_formed`, `bad_signature`.
 */
export function verifySignature(
  xml: string,
  message: { root: MessageElement; signature: MessageElement },
  relyingParty: RelyingParty,
): MessageElement {
  const algorithm = checkSignatureShape(message.signature, message.root, relyingParty);
  limitMarkup(xml, mostMarkup);
  const [signedOctets, ...others] = signedParts(xml, restrictedVerifier(algorithm, relyingParty));
  if (signedOctets === undefined || others.length > 0) throw new GatewayError('reference_count');
  const root = parseMessage(signedOctets);
  if (attributeOf(root, 'ID') !== attributeOf(message.root, 'ID')) throw new GatewayError('reference_target');
  return root;
}

function signedParts(xml: string, verifier: SignedXml): string[] {
  const signature = signatureNode(xml);
  try {
    verifier.loadSignature(signature);
    if (!verifier.checkSignature(xml)) throw new GatewayError('bad_signature', { detail: 'digest' });
    return verifier.getSignedReferences();
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    const detail = cause instanceof Error ? cause.message.slice(0, 200) : '';
    throw new GatewayError('bad_signature', { detail, cause });
  }
}

/** xml-crypto with no algorithm but those that SAML needs, and without any trust in KeyInfo. */
function restrictedVerifier(algorithm: string, relyingParty: RelyingParty): SignedXml {
  const [anyKey] = relyingParty.signingKeys;
  if (anyKey === undefined)
    throw new GatewayError('bad_signature', { detail: 'no signing key in the metadata' });
  const verifier = new SignedXml({ publicCert: anyKey.key, getCertFromKeyInfo: () => null });
  const { CanonicalizationAlgorithms: known } = verifier;
  verifier.CanonicalizationAlgorithms = Object.fromEntries(
    Object.entries(known).filter(([uri]) => Object.values<string>(transformAlgorithms).includes(uri)),
  );
  verifier.HashAlgorithms = Object.fromEntries(
    Object.entries(digestAlgorithms).map(([hash, uri]) => [uri, digestOf(hash, uri)]),
  );
  verifier.SignatureAlgorithms = { [algorithm]: anyKeyVerifier(algorithm, relyingParty) };
  // saml-core 1.3.4: SAML's identifiers are named ID. Each further name costs a look at every attribute of every element.
  verifier.idAttributes = ['ID'];
  return verifier;
}

function digestOf(hash: string, uri: string): new () => HashAlgorithm {
  return class {
    getAlgorithmName = (): string => uri;
    getHash = (text: string): string => createHash(hash).update(text, 'utf8').digest('base64');
  };
}

/** Tries every key of the metadata, so that xml-crypto canonicalises once. */
function anyKeyVerifier(uri: string, relyingParty: RelyingParty): new () => SignatureAlgorithm {
  return class {
    getAlgorithmName = (): string => uri;
    getSignature = (): never => {
      throw new GatewayError('internal', { detail: 'a verifier does not sign' });
    };
    verifySignature = (octets: string, _key: unknown, value: string): boolean =>
      verifyOctets(
        Buffer.from(octets),
        { algorithm: uri, value: Buffer.from(value, 'base64') },
        relyingParty,
      );
  };
}

/** xmldom throws on everything it would only warn of (security 1). */
function signatureNode(xml: string): Node {
  const refuse = (detail: string): never => {
    throw new GatewayError('not_well_formed', { detail: detail.slice(0, 200) });
  };
  const errorHandler = { warning: refuse, error: refuse, fatalError: refuse };
  const root = new DOMParser({ errorHandler }).parseFromString(xml, 'text/xml').documentElement;
  for (let node: Node | null = root.firstChild; node !== null; node = node.nextSibling) {
    const element = node as Element;
    if (element.localName === 'Signature' && element.namespaceURI === ns.signature) return element;
  }
  throw new GatewayError('sig_shape', { detail: 'no Signature for xmldom' });
}
