import { ns, signatureAlgorithms } from '../saml/urns.js';
import { onlyChild, parseXml } from './parse-xml.js';

const acceptedAlgorithms: readonly string[] = [
  signatureAlgorithms.rsaSha256,
  signatureAlgorithms.rsaSha384,
  signatureAlgorithms.rsaSha512,
];

/**
 * Refuses a Response that is not of the one shape this portal expects, before its signature is looked at: signed as a
 * whole, once, with one encrypted assertion inside. samlify reads a document with several signatures or assertions in
 * ways that a forger can play with (signature wrapping); after this check there is only one way to read it.
 * @throws Error saying what is not as it should be.
 */
export function checkResponseShape(xml: string): void {
  const document = parseXml(xml);
  const response = document.documentElement;
  if (response.namespaceURI !== ns.protocol || response.localName !== 'Response') {
    throw new Error('Ce n’est pas une réponse SAML.');
  }
  const signature = onlyChild(response, ns.signature, 'Signature');
  const signedInfo = onlyChild(signature, ns.signature, 'SignedInfo');
  const reference = onlyChild(signedInfo, ns.signature, 'Reference');
  onlyChild(response, ns.assertion, 'EncryptedAssertion');
  const all = (namespace: string, name: string): number =>
    document.getElementsByTagNameNS(namespace, name).length;
  if (all(ns.signature, 'Signature') !== 1 || all(ns.assertion, 'Assertion') !== 0) {
    throw new Error('La réponse porte une signature ou une assertion de trop.');
  }
  if (reference.getAttribute('URI') !== `#${response.getAttribute('ID')}` || countIds(document) !== 1) {
    throw new Error('La signature ne porte pas sur la réponse entière.');
  }
  const algorithm = onlyChild(signedInfo, ns.signature, 'SignatureMethod').getAttribute('Algorithm');
  if (!acceptedAlgorithms.includes(algorithm ?? '')) {
    throw new Error(`La réponse est signée par un procédé que ce portail refuse : ${algorithm}.`);
  }
}

/** Elements that have the ID of the root. */
function countIds(document: Document): number {
  const id = document.documentElement.getAttribute('ID');
  return Array.from(document.getElementsByTagName('*')).filter((element) => element.getAttribute('ID') === id)
    .length;
}
