import { GatewayError } from '../errors.js';

/** Longest message in octets, inflated; a signed AuthnRequest with its certificate is about 5 000. */
export const maxMessageOctets = 65_536;

/** Most `<` and most `=` in a message: 5 600 schema faults took 60 ms to collect, and a portal needs under 200 of each. */
const mostMarkup = { tags: 2_500, attributes: 1_200 };

/** XML 1.0 2.8, in UTF-8 alone. */
const declaration =
  /^<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']utf-8["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>/i;

/** xmldom reads both as a line feed, libxml2 does not (security 1): raw or as a character reference. */
const lineSeparators = /[\u{85}\u{2028}]|&#(?:0*133|0*8232|x0*85|x0*2028);/iu;

/**
 * The text of a message that holds nothing but elements, attributes and text, without its XML declaration. The test is
 * lexical, before any parser: in well-formed XML a `<!` or `<?` can open nothing else than what is refused here, since a
 * `<` may not stand in an attribute (XML 1.0 2.3, 2.4), so parsers have nothing left to disagree on.
 * @throws GatewayError `utf8`, `doctype`, `comment_or_pi`, `not_well_formed`, `schema` (too much markup).
 */
export function gateXml(octets: Uint8Array): string {
  const text = decodeUtf8(octets);
  if (lineSeparators.test(text)) throw new GatewayError('utf8', { detail: 'U+0085 or U+2028' });
  const body = withoutDeclaration(text);
  if (/<!DOCTYPE/i.test(body)) throw new GatewayError('doctype');
  if (/<!--|<!\[CDATA\[|<\?/.test(body)) throw new GatewayError('comment_or_pi');
  if (body.includes('<!')) throw new GatewayError('not_well_formed', { detail: '<!' });
  limitMarkup(body, mostMarkup);
  return body;
}

/**
 * Refuses a text with more `<` or `=` than that, before a parser meets it.
 * @throws GatewayError `schema`.
 */
export function limitMarkup(xml: string, most: { tags: number; attributes: number }): void {
  if (exceeds(xml, '<', most.tags) || exceeds(xml, '=', most.attributes)) {
    throw new GatewayError('schema', { detail: 'too many tags or attributes' });
  }
}

/** A byte order mark is dropped; an ill-formed sequence is never replaced. */
function decodeUtf8(octets: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch (cause) {
    throw new GatewayError('utf8', { cause });
  }
  if (text.includes('\0')) throw new GatewayError('utf8', { detail: 'NUL: UTF-16 or UTF-32' });
  return text;
}

function withoutDeclaration(text: string): string {
  if (!/^<\?xml\s/.test(text)) return text;
  const found = declaration.exec(text.slice(0, 200));
  if (found !== null) return text.slice(found[0].length);
  const otherEncoding = /^<\?xml\s[^>]{0,190}encoding\s*=\s*["'](?!utf-8["'])/i.test(text);
  throw new GatewayError(otherEncoding ? 'utf8' : 'not_well_formed', { detail: 'XML declaration' });
}

function exceeds(text: string, character: string, limit: number): boolean {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    if (++count > limit) return true;
  }
  return false;
}
