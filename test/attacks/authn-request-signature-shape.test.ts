import { createHash, sign as nodeSign } from 'node:crypto';
import { XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import type { RelyingParty } from '../../src/saml/ports.js';
import { compileSchemas } from '../../src/saml/schema.js';
import {
  authnRequestXml,
  ecdsaSha256,
  enveloped,
  excC14n,
  makeRelyingParty,
  makeTestKey,
  postMessage,
  rsaSha512,
  sha256,
  signXml,
  type SignatureChoices,
  type TestKey,
} from '../support/make-authn-request.js';
import { outcomeOf, receiveFrom, timed } from '../support/receive-for-test.js';

/** security.md 4, section S: what a Signature may look like. */
const [key, elliptic] = await Promise.all([makeTestKey(), makeTestKey('ec')]);
const portal = makeRelyingParty({ signingKeys: [key], requireSignedRequests: true });
compileSchemas();

const outcome = (xml: string, changes: Partial<RelyingParty> = {}): Promise<string> =>
  outcomeOf(receiveFrom([{ ...portal, ...changes }], postMessage(xml)));
const xml = authnRequestXml();
const signed = (choices: SignatureChoices = {}): string => signXml(xml, key, choices);

test('S12 two hundred References, within 50 ms', async () => {
  const reference = /<ds:Reference.*<\/ds:Reference>/s.exec(signed())?.[0] ?? '';
  for (const count of [2, 100, 150]) {
    const many = signed().replace(reference, reference.repeat(count));
    const { outcome: code, cpuMilliseconds } = await timed(() => outcome(many));
    expect(code).toBe('reference_count');
    expect(cpuMilliseconds).toBeLessThan(50);
  }
});

describe('S13, S14 transforms', () => {
  const list = (...algorithms: string[]): string =>
    algorithms.map((algorithm) => `<ds:Transform Algorithm="${algorithm}"/>`).join('');
  const replaced = (transforms: string): string =>
    signed().replace(/<ds:Transforms>.*<\/ds:Transforms>/s, `<ds:Transforms>${transforms}</ds:Transforms>`);
  test('300 of them, within 50 ms', async () => {
    const many = replaced(list(...Array<string>(300).fill(excC14n)));
    const { outcome: code, cpuMilliseconds } = await timed(() => outcome(many));
    expect(code).toBe('transforms');
    expect(cpuMilliseconds).toBeLessThan(50);
  });
  test.each([
    ['XPath', list(enveloped, 'http://www.w3.org/TR/1999/REC-xpath-19991116')],
    ['XSLT', list(enveloped, 'http://www.w3.org/TR/1999/REC-xslt-19991116')],
    ['with comments', list(enveloped, `${excC14n}WithComments`)],
    ['inclusive', list(enveloped, 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315')],
    ['enveloped alone', list(enveloped)],
    ['the other way round', list(excC14n, enveloped)],
    ['three', list(enveloped, excC14n, excC14n)],
    [
      'a foreign child',
      `${list(enveloped)}<ds:Transform Algorithm="${excC14n}"><x xmlns="urn:x"/></ds:Transform>`,
    ],
    [
      'a PrefixList of 30 kB',
      `${list(enveloped)}<ds:Transform Algorithm="${excC14n}"><InclusiveNamespaces xmlns="${excC14n}" PrefixList="${'a '.repeat(15_000)}"/></ds:Transform>`,
    ],
  ])('%s', async (_name, transforms) => {
    expect(await outcome(replaced(transforms))).toBe('transforms');
  });
  test('none', async () => {
    expect(await outcome(signed().replace(/<ds:Transforms>.*<\/ds:Transforms>/s, ''))).toBe('transforms');
  });
  test('SignedInfo canonicalized otherwise', async () => {
    const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
    expect(await outcome(signed({ canonicalization: inclusive }))).toBe('transforms');
    expect(await outcome(signed({ canonicalization: `${excC14n}WithComments` }))).toBe('transforms');
  });
});

test('S15 a Reference to the whole document, or to nothing', async () => {
  expect(await outcome(signed({ emptyUri: true }))).toBe('reference_target');
  expect(await outcome(signed().replace(/ URI="[^"]*"/, ''))).toBe('reference_target');
  expect(await outcome(signed().replace(/ URI="[^"]*"/, ' URI="#xpointer(/)"'))).toBe('reference_target');
  expect(await outcome(signed().replace(/ URI="#/, ' URI="http://evil.example/#'))).toBe('reference_target');
});

describe('S16 malformed Signatures', () => {
  const inSignature = (from: RegExp | string, to: string): string => signed().replace(from, to);
  test.each([
    ['two SignedInfo', inSignature(/<ds:SignedInfo>.*<\/ds:SignedInfo>/s, '$&$&'), 'schema'],
    ['no SignedInfo', inSignature(/<ds:SignedInfo>.*<\/ds:SignedInfo>/s, ''), 'schema'],
    ['comment in DigestValue', inSignature('<ds:DigestValue>', '$&<!-- -->'), 'comment_or_pi'],
    ['empty DigestValue', inSignature(/<ds:DigestValue>.*?</, '<ds:DigestValue><'), 'bad_signature'],
    [
      'empty SignatureValue',
      inSignature(/<ds:SignatureValue>.*?</s, '<ds:SignatureValue><'),
      'bad_signature',
    ],
    [
      'HMACOutputLength',
      inSignature(
        /(<ds:SignatureMethod [^>]*)\/>/,
        '$1><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>',
      ),
      'sig_shape',
    ],
    [
      'content of DigestMethod',
      inSignature(/(<ds:DigestMethod [^>]*)\/>/, '$1><x xmlns="urn:x"/></ds:DigestMethod>'),
      'sig_shape',
    ],
  ])('%s', async (_name, document, code) => {
    expect(document).not.toBe(signed());
    expect(await outcome(document)).toBe(code);
  });
});

describe('algorithms', () => {
  test('RSA-SHA512 and ECDSA are accepted', async () => {
    expect(await outcome(signed({ algorithm: rsaSha512 }))).toBe('accepted');
    const byCurve = signByHand(xml, elliptic, { algorithm: ecdsaSha256, digest: sha256, hash: 'sha256' });
    expect(await outcome(byCurve, { signingKeys: [key, elliptic] })).toBe('accepted');
    expect(await outcome(byCurve)).toBe('bad_signature');
  });
  test('SHA-384 digest and signature', async () => {
    const sha384 = 'http://www.w3.org/2001/04/xmldsig-more#sha384';
    const algorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384';
    expect(await outcome(signByHand(xml, key, { algorithm, digest: sha384 }))).toBe('accepted');
  });
});

/** Re-signs by node:crypto alone: this SignedInfo is canonical as it is written. */
function signByHand(
  document: string,
  by: TestKey,
  choice: { algorithm: string; digest: string; hash?: string },
): string {
  const hash = choice.hash ?? 'sha384';
  const canonical = canonicalOf(document);
  const digest = createHash(hash).update(canonical).digest('base64');
  const body = `<ds:CanonicalizationMethod Algorithm="${excC14n}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="${choice.algorithm}"></ds:SignatureMethod><ds:Reference URI="#_request-1"><ds:Transforms><ds:Transform Algorithm="${enveloped}"></ds:Transform><ds:Transform Algorithm="${excC14n}"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="${choice.digest}"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`;
  const info = `<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${body}</ds:SignedInfo>`;
  const value = nodeSign(hash, Buffer.from(info), { key: by.privateKey, dsaEncoding: 'ieee-p1363' });
  const signature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>${body}</ds:SignedInfo><ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue></ds:Signature>`;
  return document.replace('</saml:Issuer>', `$&${signature}`);
}

/** Exclusive C14N by libxml2, so that xml-crypto is not its own judge. */
function canonicalOf(document: string): string {
  const parsed = XmlDocument.fromString(document);
  try {
    return parsed.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  } finally {
    parsed.dispose();
  }
}
