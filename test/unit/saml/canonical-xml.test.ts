import fc from 'fast-check';
import { isGatewayError } from '../../../src/errors.js';
import { cleanValue, element, writeCanonical, type XmlElement } from '../../../src/saml/canonical-xml.js';
import { canonicalise } from '../../support/canonicalise.js';
import { readXml } from '../../support/read-xml.js';

const parameters = { numRuns: 2000, seed: 20260302 };

/** Any Unicode string, as it is after cleaning, thick with the characters that are escaped. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('&', '<', '>', '"', "'", '\t', '\n', '\r', ']', '\u{85}', 'é', '\u{1F600}', ' '),
    }),
  )
  .map((value) => value.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '?'));

const tag = fc.constantFrom('saml:A', 'samlp:B', 'ds:C', 'md:D', 'xenc:E', 'mdui:F');
const attributes = fc.dictionary(
  fc.constantFrom('ID', 'Name', 'a', 'Z', 'xml:lang', 'alg:x', 'xenc11:y'),
  text,
);

const tree = fc.letrec<{ node: XmlElement }>((tie) => ({
  node: fc
    .tuple(
      tag,
      attributes,
      fc.array(
        fc.oneof(
          { maxDepth: 4 },
          text.filter((t) => t !== ''),
          tie('node'),
        ),
        { maxLength: 4 },
      ),
    )
    .map(([name, given, children]) => element(name, given, ...children)),
})).node;

describe('writeCanonical', () => {
  it('writes what exclusive C14N by libxml2 would write, for any tree and any text', () => {
    fc.assert(
      fc.property(tree, (root) => {
        const xml = writeCanonical(root);
        expect(canonicalise(xml)).toBe(xml);
      }),
      parameters,
    );
  });

  it('gives any text back to a parser as it was', () => {
    fc.assert(
      fc.property(text, text, (content, attribute) => {
        const xml = writeCanonical(element('saml:A', { a: attribute }, content));
        expect(readXml(xml, '/saml:A')).toEqual([content]);
        expect(readXml(xml, '/saml:A/@a')).toEqual([attribute]);
      }),
      parameters,
    );
  });

  it('declares a prefix where it is first used, and sorts attributes', () => {
    const xml = writeCanonical(element('samlp:R', { b: '1', a: '2' }, element('saml:A'), element('saml:B')));
    expect(xml).toBe(
      '<samlp:R xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" a="2" b="1">' +
        '<saml:A xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"></saml:A>' +
        '<saml:B xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"></saml:B></samlp:R>',
    );
  });

  it.each(['\u{0}', '\u{8}', '\u{FFFE}', '\u{D800}', 'a\u{DC00}b'])('refuses %j (E02)', (character) => {
    const write = (root: XmlElement) => () => writeCanonical(root);
    for (const root of [element('saml:A', {}, character), element('saml:A', { a: character })]) {
      expect(write(root)).toThrow('internal');
      try {
        writeCanonical(root);
      } catch (error) {
        expect(isGatewayError(error, 'internal')).toBe(true);
      }
    }
  });
});

describe('cleanValue', () => {
  it('makes any string fit to be sent (E02)', () => {
    const anything = fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
    fc.assert(
      fc.property(anything, (value) => {
        const clean = cleanValue(value);
        expect(() => writeCanonical(element('saml:A', {}, clean))).not.toThrow();
        expect(clean).toHaveLength(value.length);
        expect(clean).not.toMatch(/[\r\u{85}\u{2028}]/u);
      }),
      parameters,
    );
  });
});
