import { createServer } from 'node:net';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { compileSchemas } from '../../src/saml/schema.js';
import type { InboundMessage } from '../../src/saml/types.js';
import {
  authnRequestXml,
  makeRelyingParty,
  makeTestKey,
  portalId,
  postEndpoint,
  postMessage,
  rawRedirect,
  redirectMessage,
  signXml,
} from '../support/make-authn-request.js';
import { outcomeOf, receiveFrom, timed } from '../support/receive-for-test.js';

/** security.md 4, section X. */
const key = await makeTestKey();
compileSchemas();
const outcome = (message: InboundMessage): Promise<string> =>
  outcomeOf(receiveFrom([makeRelyingParty({ signingKeys: [key] })], message));
const posted = (form: Record<string, unknown>): Promise<string> =>
  outcome({ binding: 'post', form, endpoint: postEndpoint });
const base64 = (octets: string | Uint8Array): string => Buffer.from(octets).toString('base64');
const query = (octets: Uint8Array): InboundMessage =>
  rawRedirect(`SAMLRequest=${encodeURIComponent(base64(octets))}`);
const xml = authnRequestXml();

test('the plain request that all the others are made from is accepted', async () => {
  expect(await outcome(postMessage(xml))).toBe('accepted');
});

describe('X01 parameter types', () => {
  test.each([
    ['array', { SAMLRequest: [base64(xml), base64(xml)] }, 'param_type'],
    ['object', { SAMLRequest: { $ne: base64(xml) } }, 'param_type'],
    ['RelayState array', { SAMLRequest: base64(xml), RelayState: ['a', 'b'] }, 'param_type'],
    ['none', {}, 'param_missing'],
    ['empty', { SAMLRequest: '' }, 'param_missing'],
    ['inherited', Object.create({ SAMLRequest: base64(xml) }), 'param_missing'],
    ['request and response', { SAMLRequest: base64(xml), SAMLResponse: base64(xml) }, 'param_dup'],
  ])('%s', async (_name, form, code) => {
    expect(await posted(form as Record<string, unknown>)).toBe(code);
  });
});

describe('X02 base64', () => {
  test.each([
    ['other characters', `${base64(xml)}!`],
    [
      'the URL alphabet',
      base64(Buffer.concat([Buffer.from(xml), Buffer.from([0xfb, 0xff])])).replace('+', '-'),
    ],
    ['padding missing', base64(`${xml}  `).replace(/=+$/, '')],
    ['padding inside', `QQ==${base64(xml)}`],
    ['percent signs', encodeURIComponent(base64(xml))],
  ])('%s', async (_name, value) => {
    expect(/^[A-Za-z0-9+/]+=*$/.test(value) && value.length % 4 === 0).toBe(false);
    expect(await posted({ SAMLRequest: value })).toBe('base64');
  });
  test('RFC 2045 lines are accepted by POST', async () => {
    expect(await posted({ SAMLRequest: base64(xml).replace(/.{76}/g, '$&\r\n') })).toBe('accepted');
  });
});

test('X03 fifty megabytes of blanks', async () => {
  const bomb = deflateRawSync(Buffer.alloc(50_000_000, 0x20), { level: 9 });
  const before = process.memoryUsage().rss;
  const { outcome: code, cpuMilliseconds } = await timed(() => outcome(query(bomb)));
  expect(code).toBe('inflate_limit');
  expect(cpuMilliseconds).toBeLessThan(200);
  expect(process.memoryUsage().rss - before).toBeLessThan(5_000_000);
});

describe('X04 not raw DEFLATE', () => {
  test('zlib', async () => expect(await outcome(query(deflateSync(xml)))).toBe('inflate'));
  test('cut', async () => expect(await outcome(query(deflateRawSync(xml).subarray(0, -20)))).toBe('inflate'));
});

describe('X05 size', () => {
  test('form value over 100 kB', async () => {
    expect(await posted({ SAMLRequest: 'A'.repeat(100_004) })).toBe('request_too_large');
  });
  test('message over 64 kB', async () => {
    expect(await outcome(postMessage(`${xml}${' '.repeat(65_536)}`))).toBe('request_too_large');
  });
  test('query over 100 kB', async () => {
    expect(await outcome(rawRedirect(`SAMLRequest=${'A'.repeat(100_000)}`))).toBe('request_too_large');
  });
  test('RelayState of 320 octets, and one more', async () => {
    expect(await outcome(postMessage(xml, { RelayState: 'é'.repeat(160) }))).toBe('accepted');
    expect(await outcome(postMessage(xml, { RelayState: `${'é'.repeat(160)}a` }))).toBe('relay_state');
  });
});

describe('X06 encodings', () => {
  const latin1 = xml.replace('<saml:Issuer>', '<saml:Issuer>é');
  test.each([
    ['UTF-16 with its mark', Buffer.from(`\ufeff${xml}`, 'utf16le'), 'utf8'],
    ['UTF-16 without', Buffer.from(xml, 'utf16le'), 'utf8'],
    ['Latin-1', Buffer.from(latin1, 'latin1'), 'utf8'],
    ['declared as Latin-1', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${xml}`), 'utf8'],
    ['declared as UTF-7', Buffer.from(`<?xml version='1.0' encoding='UTF-7'?>${xml}`), 'utf8'],
    ['overlong', Buffer.concat([Buffer.from(xml), Buffer.from([0xc0, 0xbc])]), 'utf8'],
    ['XML 1.1', Buffer.from(`<?xml version="1.1"?>${xml}`), 'not_well_formed'],
    [
      'declared as UTF-8',
      Buffer.from(`<?xml version="1.0" encoding="utf-8" standalone="no"?>\n${xml}`),
      'accepted',
    ],
    ['UTF-8 mark', Buffer.from(`\ufeff${xml}`), 'accepted'],
  ])('%s', async (_name, octets, code) => {
    expect(await outcome(postMessage(octets))).toBe(code);
  });
});

test('X07 a document type with nothing in it', async () => {
  expect(await outcome(postMessage(`<!DOCTYPE x>${xml}`))).toBe('doctype');
  expect(await outcome(postMessage(`<?xml version="1.0"?>\n<!DOCTYPE x>\n${signXml(xml, key)}`))).toBe(
    'doctype',
  );
});

test('X08 entities and external documents: refused, and nobody is called', async () => {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address() as { port: number };
  const there = `http://127.0.0.1:${address.port}/x`;
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
    '',
  );
  const documents = [
    `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>${xml.replace(portalId, '&l9;')}`,
    `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${xml.replace(portalId, '&f;')}`,
    `<!DOCTYPE x SYSTEM "${there}">${xml}`,
    `<!DOCTYPE x [<!ENTITY % p SYSTEM "${there}"> %p;]>${xml}`,
  ];
  for (const document of documents) expect(await outcome(postMessage(document))).toBe('doctype');
  const located = xml.replace(
    ' ID=',
    ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x ${there} urn:oasis:names:tc:SAML:2.0:protocol saml-schema-protocol-2.0.xsd" ID=`,
  );
  await outcome(postMessage(located));
  await new Promise((passed) => setTimeout(passed, 50));
  expect(calls).toBe(0);
  await new Promise((closed) => server.close(closed));
});

describe('X09, X10 what canonicalization drops or changes', () => {
  const inIssuer = (inserted: string): string => xml.replace('ent.example.org/meta', `$&${inserted}`);
  test.each([
    ['comment', inIssuer('<!---->')],
    ['CDATA', inIssuer('<![CDATA[x]]>')],
    ['processing instruction', inIssuer('<?x y?>')],
    ['comment before', `<!-- x -->${xml}`],
    ['comment after', `${xml}<!-- x -->`],
  ])('%s', async (_name, document) => {
    expect(await outcome(postMessage(document))).toBe('comment_or_pi');
  });
  test('comment put into a signed Issuer', async () => {
    const signed = signXml(xml, key).replace('.org/meta', '.org/<!-- -->meta');
    expect(await outcome(postMessage(signed))).toBe('comment_or_pi');
  });
});

describe('X12 characters that xmldom and libxml2 read differently', () => {
  test.each(['\u2028', '\u0085', '&#x2028;', '&#8232;', '&#x0085;', '&#133;', '&#x85;'])(
    '%j',
    async (character) => {
      expect(await outcome(postMessage(xml.replace('/metadata', `$&${character}`)))).toBe('utf8');
    },
  );
});

describe('X13 names and namespaces', () => {
  test.each([
    ['samlp:FooRequest', xml.replaceAll('AuthnRequest', 'FooRequest')],
    ['foreign namespace', xml.replace('SAML:2.0:protocol', 'evil')],
    ['no namespace', xml.replaceAll('samlp:', '')],
    ['Issuer of another namespace', xml.replace('SAML:2.0:assertion', 'SAML:1.0:assertion')],
    ['an element the schema does not know', xml.replace('</saml:Issuer>', '$&<x xmlns="urn:x"/>')],
  ])('%s', async (_name, document) => {
    expect(await outcome(postMessage(document))).toBe('schema');
  });
});

describe('X14 another message', () => {
  const head = `xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0" IssueInstant="2026-03-02T07:30:00Z"`;
  const issuer = `<saml:Issuer>${portalId}</saml:Issuer>`;
  const status =
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>';
  test.each([
    [
      'LogoutRequest',
      `<samlp:LogoutRequest ${head}>${issuer}<saml:NameID>x</saml:NameID></samlp:LogoutRequest>`,
    ],
    ['Response', `<samlp:Response ${head}>${issuer}${status}</samlp:Response>`],
    [
      'Assertion',
      `<saml:Assertion ${head}>${issuer}<saml:Subject><saml:NameID>x</saml:NameID></saml:Subject></saml:Assertion>`,
    ],
  ])('%s', async (_name, document) => {
    expect(await outcome(postMessage(document))).toBe('message_type');
    expect(await outcome(redirectMessage(document))).toBe('message_type');
  });
});

describe('X15 not well-formed', () => {
  test.each([
    ['unclosed tag', xml.replace('</samlp:AuthnRequest>', '')],
    ['attribute twice', xml.replace(' Version=', ' Version="2.0" Version=')],
    ['undeclared prefix', xml.replace('</saml:Issuer>', '$&<x:y/>')],
    ['< in an attribute', xml.replace('_request-1', '_<')],
    ['two roots', `${xml}${xml}`],
    ['text after the root', `${xml}x`],
    ['unknown entity', xml.replace(portalId, '&nbsp;')],
    ['control character', xml.replace(portalId, '\u0008')],
    ['empty', ' '],
    ['not XML', 'hello'],
  ])('%s', async (_name, document) => {
    expect(await outcome(postMessage(document))).toBe('not_well_formed');
  });
});
