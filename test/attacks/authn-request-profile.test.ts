import { AnswerableError } from '../../src/saml/answerable-error.js';
import type { RelyingParty } from '../../src/saml/ports.js';
import { compileSchemas } from '../../src/saml/schema.js';
import {
  authnRequestXml,
  makeRelyingParty,
  makeTestKey,
  portalAcs,
  portalId,
  postEndpoint,
  postMessage,
  signXml,
  type RequestParts,
} from '../support/make-authn-request.js';
import { outcomeOf, receiveFrom } from '../support/receive-for-test.js';

/** security.md 4, section P, as far as the message alone decides. `RESP`: the portal is told. */
const key = await makeTestKey();
const portal = makeRelyingParty({ signingKeys: [key] });
const otherPortal = makeRelyingParty({
  entityId: 'https://other.example.org',
  acs: [{ location: 'https://other.example.org/acs', index: 0, isDefault: true }],
});
compileSchemas();

const outcome = (parts: RequestParts, changes: Partial<RelyingParty> = {}): Promise<string> =>
  outcomeOf(receiveFrom([{ ...portal, ...changes }, otherPortal], postMessage(authnRequestXml(parts))));
const withAttributes = (attributes: Record<string, string | undefined>): Promise<string> =>
  outcome({ attributes });

test('a refusal that the portal is told has what the answer needs', async () => {
  const xml = authnRequestXml({ attributes: { Destination: 'https://evil.example' } });
  const error: unknown = await receiveFrom([portal], postMessage(xml, { RelayState: 'état' })).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(AnswerableError);
  expect((error as AnswerableError).request).toEqual({
    id: '_request-1',
    issuer: portalId,
    acsUrl: portalAcs,
    relayState: 'état',
  });
});

describe('P01 Destination', () => {
  test.each([
    ['another host', postEndpoint.replace('idp.', 'idq.')],
    ['http', postEndpoint.replace('https', 'http')],
    ['a slash more', `${postEndpoint}/`],
    ['a query', `${postEndpoint}?a`],
    ['upper case', postEndpoint.replace('idp.example', 'IDP.example')],
    ['the other binding', postEndpoint.replace('/POST/', '/Redirect/')],
  ])('%s', async (_name, Destination) => {
    expect(await withAttributes({ Destination })).toBe('destination RESP');
  });
  test('missing: accepted unsigned, refused signed', async () => {
    const xml = authnRequestXml({ attributes: { Destination: undefined } });
    expect(await outcomeOf(receiveFrom([portal], postMessage(xml)))).toBe('accepted');
    expect(await outcomeOf(receiveFrom([portal], postMessage(signXml(xml, key))))).toBe('destination RESP');
  });
});

test('Version 1.1 and 2.1', async () => {
  expect(await withAttributes({ Version: '1.1' })).toBe('version RESP');
  expect(await withAttributes({ Version: '2.1' })).toBe('version RESP');
});

describe('P02 IssueInstant, to be within 180 s of 07:30:00', () => {
  test.each([
    ['2001-01-01T00:00:00Z', 'issue_instant'],
    ['2099-01-01T00:00:00Z', 'issue_instant'],
    ['2026-03-02T07:26:59Z', 'issue_instant'],
    ['2026-03-02T07:33:00.001Z', 'issue_instant'],
    ['2026-03-02T08:30:00+01:00', 'issue_instant'],
    ['2026-03-02T07:30:00', 'issue_instant'],
    ['2026-03-02T07:30:00+00:00', 'issue_instant'],
    ['2026-02-30T07:30:00Z', 'schema'],
    ['2026-03-02 07:30:00Z', 'schema'],
    ['2026-03-02T07:27:00Z', 'accepted'],
    ['2026-03-02T07:33:00.000Z', 'accepted'],
    ['2026-03-02T07:30:00.1234567Z', 'accepted'],
  ])('%s', async (IssueInstant, code) => {
    expect(await withAttributes({ IssueInstant })).toBe(code);
  });
});

describe('P04 Issuer', () => {
  const issuer = (text: string, attributes = ''): string => `<saml:Issuer${attributes}>${text}</saml:Issuer>`;
  test.each([
    ['unknown', issuer('https://unknown.example.org')],
    ['none', ''],
    ['empty', issuer('')],
    ['upper case', issuer(portalId.toUpperCase())],
    ['a slash more', issuer(`${portalId}/`)],
    ['a no-break space', issuer(`${portalId}\u00a0`)],
    ['1 100 characters', issuer('x'.repeat(1100))],
    [
      'a Format other than entity',
      issuer(portalId, ' Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"'),
    ],
    ['__proto__', issuer('__proto__')],
  ])('%s', async (_name, element) => {
    expect(await outcome({ issuer: element })).toBe('issuer');
  });
  test('accepted: the entity format, blanks of pretty-printing', async () => {
    const entity = ' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity"';
    expect(await outcome({ issuer: issuer(`\r\n\t ${portalId}\n`, entity) })).toBe('accepted');
  });
  test('another portal: its own ACS only, and its own signature', async () => {
    const from = issuer(otherPortal.entityId);
    expect(await outcome({ issuer: from })).toBe('acs_unknown');
    const signed = signXml(authnRequestXml({ issuer: from }), key);
    expect(await outcomeOf(receiveFrom([portal, otherPortal], postMessage(signed)))).toBe('bad_signature');
  });
  test('switched off', async () => {
    expect(await outcome({}, { enabled: false })).toBe('issuer');
  });
});

describe('P05 an ACS that is not of the metadata', () => {
  test.each([
    'https://evil.example/acs',
    `${portalAcs}/`,
    `${portalAcs}.evil.example`,
    `${portalAcs}?a=b`,
    portalAcs.replace('/acs', '/ACS'),
    portalAcs.replace('ent.', 'user@ent.'),
    portalAcs.replace('https', 'http'),
    portalAcs.replace('ent.example.org', 'ent.example.org:443'),
    portalAcs.replace('/acs', '/x/../acs'),
    'javascript:alert(1)',
    '',
  ])('%s', async (AssertionConsumerServiceURL) => {
    expect(await withAttributes({ AssertionConsumerServiceURL })).toBe('acs_unknown');
  });
  test('none of the other checks tells the portal before', async () => {
    const attributes = {
      AssertionConsumerServiceURL: 'https://evil.example/acs',
      Version: '1.1',
      Destination: 'x',
    };
    expect(await withAttributes(attributes)).toBe('acs_unknown');
  });
});

describe('P06 ACS by index, binding of the answer', () => {
  const url = 'AssertionConsumerServiceURL';
  const index = 'AssertionConsumerServiceIndex';
  const acsOf = async (attributes: Record<string, string | undefined>): Promise<string> => {
    const xml = authnRequestXml({
      attributes: { [url]: undefined, ProtocolBinding: undefined, ...attributes },
    });
    return (await receiveFrom([portal], postMessage(xml))).request.acsUrl;
  };
  test('index 9, and a URL that is not registered beside an index that is', async () => {
    expect(await withAttributes({ [url]: undefined, [index]: '9' })).toBe('acs_unknown');
    expect(await withAttributes({ [url]: 'https://evil.example/acs', [index]: '1' })).toBe('acs_conflict');
    expect(await withAttributes({ [url]: 'https://evil.example/acs', [index]: '9' })).toBe('acs_unknown');
    expect(await withAttributes({ [url]: undefined, [index]: '-1' })).toBe('schema');
  });
  test('a registered URL wins over an index; index; default', async () => {
    expect(await acsOf({ [url]: portalAcs, [index]: '1' })).toBe(portalAcs);
    expect(await acsOf({ [index]: '0' })).toBe(portalAcs);
    expect(await acsOf({})).toBe(`${portalAcs}/second`);
  });
  test.each(['HTTP-Artifact', 'PAOS', 'HTTP-Redirect'])('ProtocolBinding %s', async (name) => {
    const ProtocolBinding = `urn:oasis:names:tc:SAML:2.0:bindings:${name}`;
    expect(await withAttributes({ ProtocolBinding })).toBe('unsupported_binding RESP');
  });
});
