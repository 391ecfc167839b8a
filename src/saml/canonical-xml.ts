import { GatewayError } from '../errors.js';
import { ns } from './urns.js';

/** Writes XML that is already in the exclusive canonical form (xml-exc-c14n 3), so that it is signed as it is sent. */

/** The prefixes this program writes. */
const namespaces: Readonly<Record<string, string>> = {
  alg: ns.algorithmSupport,
  ds: ns.signature,
  md: ns.metadata,
  mdui: ns.ui,
  saml: ns.assertion,
  samlp: ns.protocol,
  shibmd: ns.shibbolethMetadata,
  xenc: ns.encryption,
  xenc11: ns.encryption11,
  xml: ns.xml,
};

export interface XmlElement {
  /** With its prefix. */
  readonly tag: string;
  readonly attributes: XmlAttributes;
  readonly children: readonly XmlNode[];
}

/** An element already written, declaring these prefixes on itself: it can stand wherever none of them is in scope yet. */
export interface WrittenElement {
  readonly canonical: string;
  readonly prefixes: readonly string[];
}

/** A string is character data. */
export type XmlNode = XmlElement | WrittenElement | string;

/** By name; one without a value is not written. */
export type XmlAttributes = Readonly<Record<string, string | undefined>>;

/** An element; children that are undefined are left out. */
export function element(
  tag: string,
  attributes: XmlAttributes = {},
  ...children: readonly (XmlNode | undefined)[]
): XmlElement {
  return { tag, attributes, children: children.filter((child) => child !== undefined) };
}

/**
 * The canonical text of `root`, as it stands alone or as the apex of a signed part: each prefix is declared on the element
 * that first uses it (xml-exc-c14n 3), attributes are sorted, nothing is self-closed (xml-c14n 2.3).
 * @throws GatewayError `internal` when a value has a character that XML 1.0 2.2 forbids.
 */
export function writeCanonical(root: XmlElement): string {
  return write(root, ['xml']);
}

/**
 * `unsigned` in canonical text, in two parts between which a child can be put after the first `position` children: what is
 * digested is what is sent, and it is written once.
 * @throws GatewayError `internal` as writeCanonical.
 */
export function writeAround(unsigned: XmlElement, position: number): { before: string; after: string } {
  const { open, inScope } = writeOpening(unsigned, ['xml']);
  const children = unsigned.children.map((child) => writeNode(child, inScope));
  return {
    before: open + children.slice(0, position).join(''),
    after: `${children.slice(position).join('')}</${unsigned.tag}>`,
  };
}

function writeNode(node: XmlNode, declared: readonly string[]): string {
  if (typeof node === 'string') return escapeText(node);
  if (!('canonical' in node)) return write(node, declared);
  const twice = node.prefixes.find((prefix) => declared.includes(prefix));
  if (twice === undefined) return node.canonical;
  throw new GatewayError('internal', { detail: `prefix ${twice} would be declared twice` });
}

function write(node: XmlElement, declared: readonly string[]): string {
  const { open, inScope } = writeOpening(node, declared);
  let xml = open;
  for (const child of node.children) xml += writeNode(child, inScope);
  return `${xml}</${node.tag}>`;
}

function writeOpening(
  node: XmlElement,
  declared: readonly string[],
): { open: string; inScope: readonly string[] } {
  const names = Object.keys(node.attributes).filter((name) => node.attributes[name] !== undefined);
  if (names.length > 1) names.sort(byNamespaceThenName);
  const missing = undeclaredPrefixes([node.tag, ...names], declared);
  let open = `<${node.tag}`;
  for (const prefix of missing) open += ` xmlns:${prefix}="${namespaces[prefix]}"`;
  for (const name of names) open += ` ${name}="${escapeAttribute(node.attributes[name] ?? '')}"`;
  return { open: `${open}>`, inScope: missing.length === 0 ? declared : [...declared, ...missing] };
}

/** Sorted, since namespace declarations come first and in order of prefix (xml-c14n 2.2). */
function undeclaredPrefixes(names: readonly string[], declared: readonly string[]): string[] {
  const missing: string[] = [];
  for (const name of names) {
    const prefix = prefixOf(name);
    if (prefix === '' || declared.includes(prefix) || missing.includes(prefix)) continue;
    missing.push(prefix);
  }
  return missing.sort();
}

function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? '' : name.slice(0, colon);
}

/** xml-c14n 2.2: attributes without a namespace first, then by namespace URI and local name. */
function byNamespaceThenName(left: string, right: string): number {
  const leftUri = namespaces[prefixOf(left)] ?? '';
  const rightUri = namespaces[prefixOf(right)] ?? '';
  if (leftUri !== rightUri) return leftUri < rightUri ? -1 : 1;
  return left < right ? -1 : 1;
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** Code units that are themselves in text and in attributes: nearly every value, and it costs one look. */
const notPlain = /[^\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\uD7FF\uE000-\uFFFD]/;

function escapeText(value: string): string {
  if (!notPlain.test(value)) return value;
  refuseIllegal(value);
  return value.replace(/[&<>\r]/g, (character) => references[character] ?? character);
}

function escapeAttribute(value: string): string {
  if (!notPlain.test(value)) return value;
  refuseIllegal(value);
  return value.replace(/[&<"\t\n\r]/g, (character) => references[character] ?? character);
}

/** All that XML 1.0 2.2 does not call a character: controls, lone surrogates, U+FFFE, U+FFFF. */
const illegal = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const everyIllegal = new RegExp(illegal, 'gu');

function refuseIllegal(value: string): void {
  if (illegal.test(value)) {
    throw new GatewayError('internal', { detail: 'a value to be sent has a character XML forbids' });
  }
}

/**
 * A value from the schools' records made fit to be sent: what XML forbids becomes U+FFFD; CR, U+0085 and U+2028 become a
 * space, because xmldom, inside many portals, reads the last two as a line feed and then fails the signature (security 1).
 */
export function cleanValue(value: string): string {
  return value.replace(everyIllegal, '\u{FFFD}').replace(/[\r\u{85}\u{2028}]/gu, ' ');
}
