import { GatewayError } from '../../errors.js';
import { attributeOf, childOf, childrenOf, type MessageElement } from '../message-element.js';
import type { RelyingParty } from '../ports.js';
import { digestAlgorithms, ns, transformAlgorithms } from '../urns.js';
import { schemeOf } from '../verify-octets.js';

const { exclusiveC14n, enveloped } = transformAlgorithms;

/** Longest PrefixList, in characters: xml-crypto looks every prefix up again on every element. */
const maxPrefixList = 200;

/**
 * The Signature has the one shape that SAML allows (saml-core 5.4): one Reference, to the message; enveloped-signature then
 * exclusive C14N; algorithms of the list; no Object. Read before xml-crypto sees it, since 200 References cost it 9 s.
 * @returns the signature algorithm.
 * @throws GatewayError `sig_shape`, `reference_count`, `reference_target`, `transforms`, `sig_alg`, `digest_alg`.
 */
export function checkSignatureShape(
  signature: MessageElement,
  root: MessageElement,
  relyingParty: RelyingParty,
): string {
  if (childOf(signature, ns.signature, 'Object') !== undefined) {
    throw new GatewayError('sig_shape', { detail: 'ds:Object' });
  }
  const signedInfo = only(signature, 'SignedInfo');
  const references = childrenOf(signedInfo, ns.signature, 'Reference');
  const [reference] = references;
  if (reference === undefined || references.length > 1) {
    throw new GatewayError('reference_count', { detail: String(references.length) });
  }
  const algorithm = readAlgorithm(signedInfo, relyingParty);
  checkReference(reference, root, relyingParty);
  return algorithm;
}

function readAlgorithm(signedInfo: MessageElement, relyingParty: RelyingParty): string {
  const canonicalization = childless(only(signedInfo, 'CanonicalizationMethod'));
  if (attributeOf(canonicalization, 'Algorithm') !== exclusiveC14n) {
    throw new GatewayError('transforms', { detail: 'CanonicalizationMethod' });
  }
  const method = childless(only(signedInfo, 'SignatureMethod'));
  const algorithm = attributeOf(method, 'Algorithm') ?? '';
  schemeOf(algorithm, relyingParty);
  return algorithm;
}

function checkReference(reference: MessageElement, root: MessageElement, relyingParty: RelyingParty): void {
  // saml-core 5.4.2: the ID of the message, never the empty URI.
  if (reference.attributes.get('URI') !== `#${root.attributes.get('ID')}`) {
    throw new GatewayError('reference_target');
  }
  checkTransforms(reference);
  const digest = childless(only(reference, 'DigestMethod'));
  const algorithm = attributeOf(digest, 'Algorithm') ?? '';
  const accepted = Object.entries(digestAlgorithms).some(
    ([hash, uri]) => uri === algorithm && (hash !== 'sha1' || relyingParty.legacySha1),
  );
  if (!accepted) throw new GatewayError('digest_alg', { detail: algorithm.slice(0, 200) });
}

/** saml-core 5.4.4. */
function checkTransforms(reference: MessageElement): void {
  const transforms = childOf(reference, ns.signature, 'Transforms')?.children ?? [];
  const algorithms = transforms.slice(0, 3).map((transform) => attributeOf(transform, 'Algorithm'));
  const [first, second] = transforms;
  if (
    first === undefined ||
    second === undefined ||
    algorithms.join(' ') !== `${enveloped} ${exclusiveC14n}`
  ) {
    throw new GatewayError('transforms', {
      detail: `${transforms.length}: ${algorithms.join(' ').slice(0, 200)}`,
    });
  }
  checkInclusiveNamespaces(first);
  checkInclusiveNamespaces(second);
}

/**
 * xml-exc-c14n 2.2: the only thing that may stand in a transform. xml-crypto as signer, in node-saml, puts it into both, each
 * in the namespace of its algorithm.
 */
function checkInclusiveNamespaces(transform: MessageElement): void {
  const [list, ...others] = transform.children;
  if (list === undefined) return;
  const right = list.name === 'InclusiveNamespaces' && list.namespace === attributeOf(transform, 'Algorithm');
  const prefixes = list.attributes.get('PrefixList') ?? '';
  if (!right || others.length > 0 || list.children.length > 0 || prefixes.length > maxPrefixList) {
    throw new GatewayError('transforms', { detail: 'content of a transform' });
  }
}

function only(parent: MessageElement, name: string): MessageElement {
  const [found, ...others] = childrenOf(parent, ns.signature, name);
  if (found === undefined || others.length > 0) throw new GatewayError('sig_shape', { detail: name });
  return found;
}

function childless(element: MessageElement): MessageElement {
  if (element.children.length > 0)
    throw new GatewayError('sig_shape', { detail: `content of ${element.name}` });
  return element;
}
