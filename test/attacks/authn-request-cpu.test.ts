import { deflateRawSync } from 'node:zlib';
import { compileSchemas } from '../../src/saml/schema.js';
import {
  authnRequestXml,
  makeRelyingParty,
  makeTestKey,
  postMessage,
  rawRedirect,
  signXml,
} from '../support/make-authn-request.js';
import { outcomeOf, receiveFrom, timed } from '../support/receive-for-test.js';

/** X11, S12 and their like: no input of 100 kB may hold the event loop for 50 ms (security.md 4). */
const [key, second] = await Promise.all([makeTestKey(), makeTestKey()]);
const portal = makeRelyingParty({ signingKeys: [key, second] });
compileSchemas();

const receive = (xml: string): Promise<string> => outcomeOf(receiveFrom([portal], postMessage(xml)));
const extended = (inside: string): string =>
  authnRequestXml({ content: `<samlp:Extensions>${inside}</samlp:Extensions>` });
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_none, index) => make(index)).join('');
const scoping = (entries: string): string =>
  authnRequestXml({ content: `<samlp:Scoping><samlp:IDPList>${entries}</samlp:IDPList></samlp:Scoping>` });
const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

const hostile: Record<string, string> = {
  'depth 3 000': extended('<a>'.repeat(3000) + '</a>'.repeat(3000)),
  'depth 250': extended(`<a xmlns="u">${'<a>'.repeat(250)}${'</a>'.repeat(250)}</a>`),
  '4 000 attributes': authnRequestXml().replace(' ID=', `${times(4000, (i) => ` a${i}=""`)} ID=`),
  '1 150 attributes': authnRequestXml().replace(' ID=', `${times(1150, (i) => ` a${i}=""`)} ID=`),
  'one attribute 1 000 times': authnRequestXml().replace(' ID=', `${' a=""'.repeat(1000)} ID=`),
  '16 000 empty children': extended(`<a xmlns="u">${'<b/>'.repeat(15_000)}</a>`),
  '2 400 empty children': extended(`<a xmlns="u">${'<b/>'.repeat(2400)}</a>`),
  '2 400 that do not belong': authnRequestXml({ content: '<a/>'.repeat(2400) }),
  '2 400 faulty entries': scoping('<samlp:IDPEntry/>'.repeat(2400)),
  '1 150 doubly faulty entries': scoping('<samlp:IDPEntry x=""/>'.repeat(1150)),
  '1 150 unknown types': extended(`<a xmlns="u" ${xsi}>${'<b xsi:type="q"/>'.repeat(1150)}</a>`),
  '1 100 namespaces': extended(
    `<a xmlns="u"${times(1100, (i) => ` xmlns:a${i}="u"`)}>${'<b/>'.repeat(1000)}</a>`,
  ),
  'namespaces over namespaces': extended(
    `<a xmlns="u"${times(900, (i) => ` xmlns:a${i}="u"`)}>${times(240, (i) => `<b xmlns="u${i}">`)}${'</b>'.repeat(240)}</a>`,
  ),
  'undeclared prefixes': extended('<x:a/>'.repeat(2400)),
  '60 000 ampersands': extended('&'.repeat(60_000)),
  '12 000 character references': extended(`<a xmlns="u">${'&#65;'.repeat(12_000)}</a>`),
  '60 kB of zeros in a reference': extended(`<a xmlns="u">&#${'0'.repeat(60_000)}65;</a>`),
  'half references': extended('&#x'.repeat(20_000)),
  '60 kB of blanks': extended(' '.repeat(60_000)),
  'an Issuer of 60 kB': authnRequestXml({ issuer: `<saml:Issuer>${' x'.repeat(30_000)}</saml:Issuer>` }),
  'an Issuer of blanks': authnRequestXml({ issuer: `<saml:Issuer>x${' '.repeat(60_000)}x</saml:Issuer>` }),
  'an ID of 60 kB': authnRequestXml({ attributes: { ID: `_${'a'.repeat(60_000)}` } }),
  'an instant of 60 kB': authnRequestXml({
    attributes: { IssueInstant: `2026-03-02T07:30:00.${'1'.repeat(60_000)}Z` },
  }),
  'a declaration of blanks': `<?xml version="1.0"${' '.repeat(60_000)}x?>${authnRequestXml()}`,
  // Within what xml-crypto is given:
  '150 elements': extended(`<a xmlns="u">${'<b/>'.repeat(150)}</a>`),
  '70 nested elements': extended(`<a xmlns="u">${'<b>'.repeat(70)}${'</b>'.repeat(70)}</a>`),
  '150 namespaces': extended(
    `<a xmlns="u"${times(150, (i) => ` xmlns:a${i}="u"`)}>${'<b/>'.repeat(150)}</a>`,
  ),
  '75 namespaces in use': extended(
    `<a xmlns="u"${times(75, (i) => ` xmlns:a${i}="u${i}" a${i}:x=""`)}>${'<b/>'.repeat(150)}</a>`,
  ),
  '11 000 escaped ampersands': extended(`<a xmlns="u">${'&amp;'.repeat(11_000)}</a>`),
  '60 kB of text': extended(`<a xmlns="u">${'x'.repeat(60_000)}</a>`),
  'tags without end': '<a '.repeat(2400),
  'unclosed quote': `<a b="${'x'.repeat(60_000)}`,
};

describe.each(Object.entries(hostile))('%s', (_name, document) => {
  test('unsigned, and with a Signature that names it', async () => {
    const signature = /<ds:Signature.*<\/ds:Signature>/s.exec(signXml(authnRequestXml(), key))?.[0] ?? '';
    for (const xml of [document, document.replace('</saml:Issuer>', `$&${signature}`)]) {
      const { outcome, cpuMilliseconds } = await timed(() => receive(xml));
      expect(outcome).not.toBe('');
      expect(cpuMilliseconds).toBeLessThan(50);
    }
  });
});

test.each([
  ['SignatureValue', /(<ds:SignatureValue>)/],
  ['DigestValue', /(<ds:DigestValue>)/],
  ['X509Certificate', /(<ds:X509Certificate>|<X509Certificate>)/],
])('a %s of 55 kB', async (_name, start) => {
  const signed = signXml(authnRequestXml(), key, { keyInfo: key.pem });
  const long = signed.replace(start, `$1${'AAAA\n'.repeat(11_000)}`);
  expect(long.length).toBeGreaterThan(55_000);
  const { outcome, cpuMilliseconds } = await timed(() => receive(long));
  expect(outcome).not.toBe('schema');
  expect(cpuMilliseconds).toBeLessThan(50);
});

describe('parameters', () => {
  const queries: Record<string, string> = {
    '50 000 parameters': '&'.repeat(99_000),
    '20 000 encoded names': '%41=&'.repeat(19_000),
    'percent signs': `SAMLRequest=${'%'.repeat(90_000)}`,
    'one long value': `SAMLRequest=${'A'.repeat(96_000)}`,
    'stored blocks': `SAMLRequest=${encodeURIComponent(Buffer.alloc(60_000, 0).toString('base64'))}`,
    'a bomb': `SAMLRequest=${encodeURIComponent(deflateRawSync(Buffer.alloc(50_000_000, 0x3c)).toString('base64'))}`,
  };
  test.each(Object.entries(queries))('%s', async (_name, query) => {
    const { outcome, cpuMilliseconds } = await timed(() =>
      outcomeOf(receiveFrom([portal], rawRedirect(query))),
    );
    expect(outcome).not.toBe('accepted');
    expect(cpuMilliseconds).toBeLessThan(50);
  });
});
