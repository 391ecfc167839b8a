import type { RelyingParty } from '../../src/saml/ports.js';
import { compileSchemas } from '../../src/saml/schema.js';
import type { InboundMessage } from '../../src/saml/types.js';
import {
  authnRequestXml,
  ecdsaSha256,
  makeRelyingParty,
  makeTestKey,
  portalAcs,
  rawRedirect,
  redirectEndpoint,
  redirectMessage,
  redirectQuery,
  rsaSha1,
  rsaSha384,
  rsaSha512,
  signXml,
} from '../support/make-authn-request.js';
import { outcomeOf, receiveFrom } from '../support/receive-for-test.js';

/** security.md 4, section Q. */
const [key, second, foreign, elliptic] = await Promise.all([
  makeTestKey(),
  makeTestKey(),
  makeTestKey(),
  makeTestKey('ec'),
]);
const portal = makeRelyingParty({ signingKeys: [key, second], requireSignedRequests: true });
compileSchemas();

const xml = authnRequestXml({ attributes: { Destination: redirectEndpoint } });
const other = authnRequestXml({
  attributes: {
    Destination: redirectEndpoint,
    ID: '_other',
    AssertionConsumerServiceURL: `${portalAcs}/second`,
  },
});
const outcome = (message: InboundMessage, changes: Partial<RelyingParty> = {}): Promise<string> =>
  outcomeOf(receiveFrom([{ ...portal, ...changes }], message));
const signed = redirectQuery(xml, {
  key: key.privateKey,
  relayState: 'https://ent.example.org/page?a=1&b=é',
});
const optional = { requireSignedRequests: false };

test('a signed request is accepted, RelayState as it was', async () => {
  const { request } = await receiveFrom([portal], rawRedirect(signed));
  expect(request).toMatchObject({
    binding: 'redirect',
    signed: true,
    relayState: 'https://ent.example.org/page?a=1&b=é',
  });
});

describe('Q01 the same parameter twice, or under another name', () => {
  const message = redirectQuery(other);
  test.each([
    ['SAMLRequest twice', `${signed}&${message}`, 'param_dup'],
    ['an encoded name', `${signed}&${message.replace('SAMLRequest', 'SAML%52equest')}`, 'param_dup'],
    ['an encoded name alone', redirectQuery(xml).replace('SAMLRequest', 'SAML%52equest'), 'param_dup'],
    ['SAMLResponse too', `${signed}&${message.replace('SAMLRequest', 'SAMLResponse')}`, 'param_dup'],
    ['SAMLResponse alone', message.replace('SAMLRequest', 'SAMLResponse'), 'param_missing'],
    ['in brackets', message.replace('SAMLRequest', 'SAMLRequest[]'), 'param_missing'],
    ['RelayState twice', `${signed}&RelayState=x`, 'param_dup'],
    ['SigAlg twice', `${signed}&SigAlg=x`, 'param_dup'],
    ['Signature twice', `${signed}&Signature=x`, 'param_dup'],
    ['nothing', '', 'param_missing'],
    ['a name alone', 'SAMLRequest', 'param_missing'],
  ])('%s', async (_name, query, code) => {
    expect(await outcome(rawRedirect(query))).toBe(code);
    expect(await outcome(rawRedirect(query), optional)).toBe(code);
  });
});

test('Q02 RelayState changed or added after signing', async () => {
  expect(await outcome(rawRedirect(signed.replace('page', 'pagf')))).toBe('bad_signature');
  expect(await outcome(rawRedirect(signed.replace(/&RelayState=[^&]*/, '')))).toBe('bad_signature');
  const without = redirectQuery(xml, { key: key.privateKey });
  expect(await outcome(rawRedirect(without))).toBe('accepted');
  expect(await outcome(rawRedirect(`${without}&RelayState=x`))).toBe('bad_signature');
  expect(await outcome(rawRedirect(`${without}&RelayState=x`), optional)).toBe('bad_signature');
});

test('Q03 SigAlg without Signature, and the reverse', async () => {
  for (const changes of [{}, optional]) {
    expect(await outcome(rawRedirect(signed.replace(/&Signature=[^&]*/, '')), changes)).toBe('sig_partial');
    expect(await outcome(rawRedirect(signed.replace(/&SigAlg=[^&]*/, '')), changes)).toBe('sig_partial');
  }
});

test('Q04 lower-case percent-encoding, another order, other parameters', async () => {
  const choices = { key: key.privateKey, relayState: 'a b+c&d=é' };
  const adfs = redirectQuery(xml, { ...choices, lowerCase: true });
  expect(adfs).toMatch(/%2[bf]/);
  expect(await outcome(rawRedirect(adfs))).toBe('accepted');
  const order = ['Signature', 'SigAlg', 'RelayState', 'SAMLRequest'];
  expect(await outcome(redirectMessage(xml, { ...choices, order }))).toBe('accepted');
  expect(await outcome(rawRedirect(`profil=eleve&${adfs}&utm=%C3%A9`))).toBe('accepted');
  const spaced = redirectQuery(xml, { relayState: 'a b' }).replace('%20', '+');
  const { request } = await receiveFrom([{ ...portal, ...optional }], rawRedirect(spaced));
  expect(request.relayState).toBe('a b');
});

test('Q05 the signature of one request and the content of another', async () => {
  const content = (query: string): string => /SAMLRequest=([^&]*)/.exec(query)?.[1] ?? '';
  const mixed = signed.replace(content(signed), content(redirectQuery(other)));
  expect(await outcome(rawRedirect(mixed))).toBe('bad_signature');
  expect(await outcome(rawRedirect(mixed), optional)).toBe('bad_signature');
});

describe('Q06 algorithms', () => {
  const by = (privateKey: typeof key.privateKey, algorithm: string): InboundMessage =>
    redirectMessage(xml, { key: privateKey, algorithm });
  test('RSA-SHA1 by the switch of the portal alone', async () => {
    expect(await outcome(by(key.privateKey, rsaSha1))).toBe('sig_alg');
    expect(await outcome(by(key.privateKey, rsaSha1), optional)).toBe('sig_alg');
    expect(await outcome(by(key.privateKey, rsaSha1), { legacySha1: true })).toBe('accepted');
    expect(await outcome(by(foreign.privateKey, rsaSha1), { legacySha1: true })).toBe('bad_signature');
  });
  test.each(['urn:unknown', '', '__proto__', 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256'])(
    'refused: %j',
    async (algorithm) => {
      const query = signed.replace(/SigAlg=[^&]*/, `SigAlg=${encodeURIComponent(algorithm)}`);
      expect(await outcome(rawRedirect(query))).toBe('sig_alg');
    },
  );
  test('RSA-SHA384, RSA-SHA512, ECDSA; any key of the metadata; no other', async () => {
    expect(await outcome(by(key.privateKey, rsaSha384))).toBe('accepted');
    expect(await outcome(by(second.privateKey, rsaSha512))).toBe('accepted');
    expect(await outcome(by(elliptic.privateKey, ecdsaSha256), { signingKeys: [key, elliptic] })).toBe(
      'accepted',
    );
    expect(await outcome(by(foreign.privateKey, rsaSha512))).toBe('bad_signature');
  });
  test('the name of an ECDSA algorithm with an RSA key', async () => {
    expect(await outcome(by(key.privateKey, ecdsaSha256))).toBe('bad_signature');
    expect(await outcome(by(elliptic.privateKey, ecdsaSha256))).toBe('bad_signature');
  });
  test.each(['', 'AA==', '!!', `${'A'.repeat(344)}`])('no such Signature: %j', async (value) => {
    const query = signed.replace(/Signature=[^&]*/, `Signature=${encodeURIComponent(value)}`);
    expect(await outcome(rawRedirect(query))).toBe('bad_signature');
    const curve = query.replace(/SigAlg=[^&]*/, `SigAlg=${encodeURIComponent(ecdsaSha256)}`);
    expect(await outcome(rawRedirect(curve), { signingKeys: [elliptic] })).toBe('bad_signature');
  });
});

test('Q07 the signature taken off', async () => {
  const stripped = signed.replace(/&(SigAlg|Signature)=[^&]*/g, '');
  expect(await outcome(rawRedirect(stripped))).toBe('unsigned');
  expect(await outcome(rawRedirect(stripped), optional)).toBe('accepted');
});

test('Q08 a signature inside the XML only', async () => {
  const embedded = signXml(xml, key);
  expect(await outcome(redirectMessage(embedded))).toBe('unsigned');
  expect(await outcome(redirectMessage(embedded), optional)).toBe('stray_signature');
  expect(await outcome(redirectMessage(embedded, { key: key.privateKey }))).toBe('stray_signature');
});

describe('Q09 encodings', () => {
  const encoding = (uri: string): string => `${redirectQuery(xml)}&SAMLEncoding=${encodeURIComponent(uri)}`;
  test.each([
    ['another encoding', encoding('urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:GZIP'), 'encoding'],
    ['no encoding', encoding(''), 'encoding'],
    ['NUL', `${redirectQuery(xml)}&RelayState=a%00b`, 'encoding'],
    ['a cut percent sign', `${redirectQuery(xml)}&RelayState=a%`, 'encoding'],
    ['half a percent sign', `${redirectQuery(xml)}&RelayState=%4`, 'encoding'],
    ['not UTF-8', `${redirectQuery(xml)}&RelayState=%FF%FE`, 'encoding'],
    ['a surrogate', `${redirectQuery(xml)}&RelayState=%ED%A0%80`, 'encoding'],
    ['a raw é', `${redirectQuery(xml)}&RelayState=é`, 'encoding'],
    ['a name that is not UTF-8', `${redirectQuery(xml)}&%FF=1`, 'encoding'],
    ['blanks in base64', redirectQuery(xml).replace('=', '=%0A'), 'base64'],
    ['DEFLATE', encoding('urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE'), 'accepted'],
  ])('%s', async (_name, query, code) => {
    expect(await outcome(rawRedirect(query), optional)).toBe(code);
  });
});
