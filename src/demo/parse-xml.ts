import { DOMParser } from '@xmldom/xmldom';

/**
 * Parses a SAML document, refusing what xmldom alone would let pass: a document type, and every fault that it
 * would only warn of.
 * @throws Error on the first fault.
 */
export function parseXml(xml: string): Document {
  if (/<!DOCTYPE/i.test(xml)) throw new Error('Le document porte une déclaration de type (DOCTYPE).');
  const refuse = (message: string): never => {
    throw new Error(message);
  };
  const parser = new DOMParser({ errorHandler: { warning: refuse, error: refuse, fatalError: refuse } });
  return parser.parseFromString(xml, 'text/xml');
}

/** The child elements of `parent` in that namespace with that local name. */
export function childElements(parent: Element, namespace: string, localName: string): Element[] {
  return Array.from(parent.childNodes).filter(
    (node): node is Element =>
      node.nodeType === 1 &&
      (node as Element).namespaceURI === namespace &&
      (node as Element).localName === localName,
  );
}

/**
 * The only child element of that name.
 * @throws Error when there is none, or more than one.
 */
export function onlyChild(parent: Element, namespace: string, localName: string): Element {
  const found = childElements(parent, namespace, localName);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`${found.length} élément(s) ${localName} au lieu d'un seul.`);
  }
  return first;
}
