import { parseXml } from './parse-xml.js';

const step = '  ';

/**
 * The same XML with one element a line, for a person to read. Only for reading: added blanks break a signature.
 * Text that is not XML comes back as it is.
 */
export function indentXml(xml: string): string {
  try {
    return indentElement(parseXml(xml).documentElement, '');
  } catch {
    return xml;
  }
}

function indentElement(element: Element, margin: string): string {
  const opening = `${margin}<${element.nodeName}${attributes(element, margin)}`;
  const children = Array.from(element.childNodes);
  const elements = children.filter((node): node is Element => node.nodeType === 1);
  if (elements.length > 0) {
    const inside = elements.map((child) => indentElement(child, margin + step)).join('\n');
    return `${opening}>\n${inside}\n${margin}</${element.nodeName}>`;
  }
  const text = (element.textContent ?? '').trim();
  return text === '' ? `${opening}/>` : `${opening}>${escape(text)}</${element.nodeName}>`;
}

function attributes(element: Element, margin: string): string {
  const written = Array.from(element.attributes).map(({ name, value }) => `${name}="${escape(value)}"`);
  if (written.join(' ').length < 80) return written.map((attribute) => ` ${attribute}`).join('');
  return written.map((attribute) => `\n${margin}${step}${step}${attribute}`).join('');
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
