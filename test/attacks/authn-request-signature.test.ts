import type { RelyingParty } from '../../src/saml/ports.js';
import { compileSchemas } from '../../src/saml/schema.js';
import {
  authnRequestXml,
  hmacSha256,
  makeRelyingParty,
  makeTestKey,
  portalAcs,
  postMessage,
  rsaSha1,
  sha1,
  signXml,
  type SignatureChoices,
  type TestKey,
} from '../support/make-authn-request.js';
import { outcomeOf, receiveFrom } from '../support/receive-for-test.js';

/** security.md 4, section S. */
const [key, second, foreign] = await Promise.all([makeTestKey(), makeTestKey(), makeTestKey()]);
const portal = makeRelyingParty({ signingKeys: [key], requireSignedRequests: true });
compileSchemas();

const outcome = (xml: string, changes: Partial<RelyingParty> = {}): Promise<string> =>
  outcomeOf(receiveFrom([{ ...portal, ...changes }], postMessage(xml)));
const xml = authnRequestXml();
const signed = (choices: SignatureChoices = {}, by: TestKey = key): string => signXml(xml, by, choices);
const signatureOf = (document: string): string =>
  /<ds:Signature.*<\/ds:Signature>/s.exec(document)?.[0] ?? '';
const withoutSignature = (document: string): string => document.replace(signatureOf(document), '');
/** An AuthnRequest of the attacker around `inside`, which stands in Extensions; `signature` stands where it should. */
const wrap = (inside: string, signature = ''): string =>
  authnRequestXml({
    attributes: { ID: '_evil', AssertionConsumerServiceURL: `${portalAcs}/second` },
    content: `${signature}<samlp:Extensions>${inside}</samlp:Extensions>`,
  });

test('a signed request is accepted, and known as signed', async () => {
  const { request } = await receiveFrom([portal], postMessage(signed()));
  expect(request).toMatchObject({ id: '_request-1', signed: true, acsUrl: portalAcs, binding: 'post' });
});

test('S01 unsigned while the portal must sign', async () => {
  expect(await outcome(xml)).toBe('unsigned');
  expect(await outcome(withoutSignature(signed()))).toBe('unsigned');
  expect(await outcome(xml, { requireSignedRequests: false })).toBe('accepted');
});

test('S02 foreign key with its own certificate', async () => {
  expect(await outcome(signed({ keyInfo: foreign.pem }, foreign))).toBe('bad_signature');
});

test('S03 foreign key with the certificate of the portal', async () => {
  expect(await outcome(signed({ keyInfo: key.pem }, foreign))).toBe('bad_signature');
});

test('S04 SHA-1, for a portal without legacy_sha1 and with it', async () => {
  const weakSignature = signed({ algorithm: rsaSha1 });
  const weakDigest = signed({ digest: sha1 });
  expect(await outcome(weakSignature)).toBe('sig_alg');
  expect(await outcome(weakDigest)).toBe('digest_alg');
  expect(await outcome(weakSignature, { legacySha1: true })).toBe('accepted');
  expect(await outcome(weakDigest, { legacySha1: true })).toBe('accepted');
});

test('S05 HMAC with the public certificate as its key', async () => {
  expect(await outcome(signed({ algorithm: hmacSha256 }))).toBe('sig_alg');
  expect(await outcome(signed().replaceAll('rsa-sha256', 'hmac-sha1'))).toBe('sig_alg');
});

test('S06 XSW: the original in Extensions of a new root', async () => {
  expect(await outcome(wrap(signed()))).toBe('schema');
  expect(await outcome(wrap(withoutSignature(signed()), signatureOf(signed())))).toBe('schema');
});

test('S07 XSW: the original in a foreign element in Extensions', async () => {
  const inside = `<x xmlns="urn:x">${withoutSignature(signed())}</x>`;
  expect(await outcome(wrap(inside, signatureOf(signed())))).toBe('reference_target');
});

test('S08 XSW: the original in ds:Object', async () => {
  const signature = signatureOf(signed());
  const object = `<ds:Object>${withoutSignature(signed())}</ds:Object></ds:Signature>`;
  const evil = authnRequestXml({
    attributes: { ID: '_evil' },
    content: signature.replace('</ds:Signature>', object),
  });
  expect(await outcome(evil)).toBe('sig_shape');
});

test('S09 a whole signed message inside an unsigned one', async () => {
  expect(await outcome(wrap(`<x xmlns="urn:x">${signed()}</x>`))).toBe('stray_signature');
  const optional = { requireSignedRequests: false };
  expect(await outcome(wrap(`<x xmlns="urn:x">${signed()}</x>`), optional)).toBe('stray_signature');
});

describe('S10 an ID twice', () => {
  test.each(['ID', 'Id', 'id', 'y:ID', 'xml:id'])('%s', async (name) => {
    const copy = `<x xmlns="urn:x" xmlns:y="urn:y" ${name}="_request-1"/>`;
    const document = authnRequestXml({ content: `<samlp:Extensions>${copy}</samlp:Extensions>` });
    expect(await outcome(document)).toBe('dup_id');
    expect(await outcome(signXml(document.replace(`${name}="_request-1"/>`, '/>'), key))).toBe('accepted');
  });
  test('on the Signature', async () => {
    expect(await outcome(signed().replace('<ds:Signature ', '<ds:Signature Id="_request-1" '))).toBe(
      'dup_id',
    );
  });
});

test('S11 two Signatures, the second one valid', async () => {
  const good = signatureOf(signed());
  const bad = signatureOf(signed({}, foreign));
  expect(await outcome(signed().replace(good, bad + good))).toBe('schema');
  const inExtensions = `<samlp:Extensions><x xmlns="urn:x">${bad}</x></samlp:Extensions>`;
  expect(await outcome(signed().replace(good, good + inExtensions))).toBe('multi_signature');
});

test('S17 the second of two keys, with and without KeyInfo', async () => {
  const signingKeys = [key, second];
  expect(await outcome(signed({}, second), { signingKeys })).toBe('accepted');
  expect(await outcome(signed({ keyInfo: second.pem }, second), { signingKeys })).toBe('accepted');
  expect(await outcome(signed({}, foreign), { signingKeys })).toBe('bad_signature');
});

test('S18 a key that the metadata has for encryption only', async () => {
  expect(await outcome(signed({ keyInfo: second.pem }, second))).toBe('bad_signature');
});

test('S19 a key that went with the last refresh; metadata past validUntil', async () => {
  expect(await outcome(signed({ keyInfo: key.pem }), { signingKeys: [second] })).toBe('bad_signature');
  expect(await outcome(signed(), { signingKeys: [] })).toBe('bad_signature');
  expect(await outcome(signed(), { validUntil: new Date('2026-03-02T07:30:00Z') })).toBe('issuer');
  expect(await outcome(signed(), { validUntil: new Date('2026-03-02T07:30:01Z') })).toBe('accepted');
});

describe('S20 a portal that need not sign, and signs wrongly', () => {
  const optional = { requireSignedRequests: false };
  test('by a foreign key', async () => {
    expect(await outcome(signed({}, foreign), optional)).toBe('bad_signature');
    expect(await outcome(signed(), { ...optional, signingKeys: [] })).toBe('bad_signature');
  });
  test.each([
    ['an attribute', (document: string) => document.replace(portalAcs, `${portalAcs}/second`)],
    ['the Issuer', (document: string) => document.replace('</saml:Issuer>', ' $&')],
    ['an attribute added', (document: string) => document.replace(' ID=', ' ForceAuthn="true" ID=')],
    ['a blank', (document: string) => document.replace('</samlp:AuthnRequest>', '\n$&')],
    [
      'a namespace',
      (document: string) =>
        document.replace(
          '<saml:Issuer>',
          '<saml:Issuer xmlns="urn:x" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">',
        ),
    ],
  ])('%s changed afterwards', async (_name, change) => {
    expect(await outcome(signed(), optional)).toBe('accepted');
    expect(await outcome(change(signed()), optional)).toBe('bad_signature');
  });
});
