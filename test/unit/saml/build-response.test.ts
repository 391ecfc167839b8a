import fc from 'fast-check';
import { SeededRandom, systemRandom } from '../../../src/random.js';
import { buildResponse } from '../../../src/saml/build-response.js';
import { cleanValue } from '../../../src/saml/canonical-xml.js';
import type { ResponseInput, ResponseProfile } from '../../../src/saml/types.js';
import { canonicalise } from '../../support/canonicalise.js';
import { expectGolden } from '../../support/golden.js';
import { readXml } from '../../support/read-xml.js';
import {
  bothSigned,
  idpSigner,
  readGolden,
  sampleInput,
  unsolicitedInput,
} from '../../support/saml-samples.js';
import { samlSchema } from '../../support/saml-xsd.js';
import { verifyEnveloped } from '../../support/verify-enveloped.js';

const validate = await samlSchema();
const certificate = readGolden('idp.crt');

const build = (
  changes: Partial<ResponseInput> = {},
  profile: Partial<ResponseProfile> = {},
): Promise<string> =>
  buildResponse(
    sampleInput(changes),
    { ...bothSigned, ...profile },
    { signer: idpSigner, random: new SeededRandom('response') },
  );

const withValues = (...values: string[]): Promise<string> =>
  build({ attributes: [{ name: 'urn:oid:2.5.4.4', nameFormat: 'urn:x', friendlyName: 'sn', values }] });

const valuesOf = (xml: string): string[] => readXml(xml, '//saml:AttributeValue');

/** What every document we send must be. */
function expectSound(xml: string, signatures = 2): void {
  validate(xml);
  expect(canonicalise(xml)).toBe(xml);
  expect(verifyEnveloped(xml, certificate)).toBe(signatures);
}

describe('buildResponse', () => {
  it('writes the golden Response', async () => {
    const xml = await build();
    expectGolden('saml/response.xml', xml);
    expectSound(xml);
  });

  it('E01 carries markup, blanks, right-to-left and astral characters, and 64 kB', async () => {
    const sent = [
      '<&>"\'',
      'a]]>b',
      'tab\tand\nfeed',
      '\u{1F600}\u{10FFFF}',
      '\u{5E9}\u{5DC}\u{202E}x',
      'é'.repeat(32_768),
      '',
    ];
    const xml = await withValues(...sent);
    expectSound(xml);
    expect(valuesOf(xml)).toEqual(sent);
  });

  it('E02 cleans what XML forbids out of values', async () => {
    const xml = await withValues('a\u{0}b', 'a\u{8}b', 'a\u{D83D}b', 'a\u{FFFE}b');
    expectSound(xml);
    expect(valuesOf(xml)).toEqual(Array(4).fill('a\u{FFFD}b'));
  });

  it('E01 to E04 hold for any string of UTF-16 code units', async () => {
    const anything = fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
    const signer = { certificate: idpSigner.certificate, sign: () => Promise.resolve('AAAA') };
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 4 }), async (sent) => {
        const attributes = [{ name: 'urn:oid:2.5.4.4', nameFormat: 'urn:x', values: sent }];
        const tools = { signer, random: new SeededRandom('any') };
        const xml = await buildResponse(sampleInput({ attributes }), bothSigned, tools);
        validate(xml);
        expect(canonicalise(xml)).toBe(xml);
        expect(valuesOf(xml)).toEqual(sent.map(cleanValue));
      }),
      { numRuns: 500, seed: 20260302 },
    );
  });

  it('E02 refuses what XML forbids in an identifier', async () => {
    await expect(build({ sessionIndex: '_\u{0}' })).rejects.toMatchObject({ code: 'internal' });
  });

  it('E03 sends CR, U+0085 and U+2028 as spaces', async () => {
    const xml = await withValues('a\rb', 'a\u{85}b', 'a\u{2028}b');
    expectSound(xml);
    expect(valuesOf(xml)).toEqual(['a b', 'a b', 'a b']);
  });

  it('E04 sends template and replacement marks literally', async () => {
    const marks = ['{NameID}', '$&', '$1', "$'", '__proto__', '{{constructor}}'];
    const xml = await build({
      attributes: marks.map((name) => ({ name, nameFormat: 'urn:x', friendlyName: name, values: [name] })),
    });
    expectSound(xml);
    expect(valuesOf(xml)).toEqual(marks);
    expect(readXml(xml, '//saml:Attribute/@Name')).toEqual(marks);
  });

  it('E05 leaves InResponseTo out of an unsolicited Response', async () => {
    const unasked = unsolicitedInput();
    const tools = { signer: idpSigner, random: new SeededRandom('unsolicited') };
    const xml = await buildResponse(unasked, bothSigned, tools);
    expectSound(xml);
    expectGolden('saml/unsolicited.xml', xml);
    expect(xml).not.toContain('InResponseTo');
    expect(readXml(await build(), '//@InResponseTo')).toEqual(['_request1', '_request1']);
  });

  it('E14 gives 10 000 messages different IDs, of 160 bits, each an NCName', async () => {
    const ids = new Set<string>();
    const signer = { certificate: '', sign: () => Promise.resolve('') };
    for (let count = 0; count < 5_000; count += 1) {
      const xml = await buildResponse(sampleInput(), bothSigned, { signer, random: systemRandom });
      for (const [, id] of xml.matchAll(/ ID="(_[0-9a-f]{40})"/g)) ids.add(String(id));
    }
    expect(ids.size).toBe(10_000);
  });

  it('E15 states its times in UTC, at most five minutes ahead', async () => {
    const xml = await build();
    expect(readXml(xml, '//saml:Conditions/@NotBefore')).toEqual(['2026-03-02T07:59:28Z']);
    expect(readXml(xml, '//saml:Conditions/@NotOnOrAfter')).toEqual(['2026-03-02T08:04:58Z']);
    expect(readXml(xml, '//saml:SubjectConfirmationData/@NotOnOrAfter')).toEqual(['2026-03-02T08:04:58Z']);
    expect(readXml(xml, '//saml:SubjectConfirmationData/@NotBefore')).toEqual([]);
    expect(readXml(xml, '//@SessionNotOnOrAfter')).toEqual(['2026-03-02T16:59:58Z']);
    expect(readXml(xml, '//@AuthnInstant')).toEqual(['2026-03-02T06:59:58.700Z']);
    expect(readXml(xml, '//@IssueInstant')).toEqual(['2026-03-02T07:59:58Z', '2026-03-02T07:59:58Z']);
  });

  it('states no attributes when there are none', async () => {
    const xml = await build({ attributes: [{ name: 'a', nameFormat: 'urn:x', values: [] }] });
    expectSound(xml);
    expect(readXml(xml, '//saml:AttributeStatement')).toEqual([]);
  });

  it.each([
    ['response', { signAssertion: false }, [1, 0]],
    ['assertion', { signResponse: false }, [0, 1]],
  ])('signs the %s alone when so asked', async (_which, profile, signed) => {
    const xml = await build({}, profile);
    expectSound(xml, 1);
    const signatures = (parent: string): number => readXml(xml, `//${parent}/ds:Signature`).length;
    expect([signatures('samlp:Response'), signatures('saml:Assertion')]).toEqual(signed);
  });

  it('signs with SHA-1 for a portal that has the switch', async () => {
    const xml = await build({}, { signatureHash: 'sha1' });
    expectSound(xml);
    expect(xml).toContain('xmldsig#rsa-sha1');
    expect(xml).not.toContain('sha256');
  });

  it('refuses to sign nothing', async () => {
    await expect(build({}, { signAssertion: false, signResponse: false })).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('does not verify once a letter is changed', async () => {
    const xml = (await build()).replace('a.durand', 'b.durand');
    expect(() => verifyEnveloped(xml, certificate)).toThrow();
  });
});
