import type { RelyingParty } from '../../src/saml/ports.js';
import { compileSchemas } from '../../src/saml/schema.js';
import { authnRequestXml, makeRelyingParty, portalId, postMessage } from '../support/make-authn-request.js';
import { outcomeOf, ownEntityId, receiveFrom } from '../support/receive-for-test.js';

/** security.md 4, section P: what a portal may wish for. `RESP`: the portal is told. */
const portal = makeRelyingParty();
compileSchemas();

const withContent = (content: string, changes: Partial<RelyingParty> = {}): Promise<string> =>
  outcomeOf(receiveFrom([{ ...portal, ...changes }], postMessage(authnRequestXml({ content }))));

describe('P10 RequestedAuthnContext', () => {
  const classes = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';
  const ask = (names: readonly string[], comparison = ''): string =>
    `<samlp:RequestedAuthnContext${comparison}>${names.map((name) => `<saml:AuthnContextClassRef>${name}</saml:AuthnContextClassRef>`).join('')}</samlp:RequestedAuthnContext>`;
  const ppt = `${classes}PasswordProtectedTransport`;
  test.each([
    ['unknown', ask([`${classes}SmartcardPKI`]), 'no_authn_context RESP'],
    ['Password is another class', ask([`${classes}Password`]), 'no_authn_context RESP'],
    ['minimum', ask([ppt], ' Comparison="minimum"'), 'no_authn_context RESP'],
    ['better', ask([ppt], ' Comparison="better"'), 'no_authn_context RESP'],
    [
      'a declaration',
      '<samlp:RequestedAuthnContext><saml:AuthnContextDeclRef>urn:x</saml:AuthnContextDeclRef></samlp:RequestedAuthnContext>',
      'no_authn_context RESP',
    ],
    ['a property of every object', ask(['constructor']), 'no_authn_context RESP'],
    ['exact', ask([ppt], ' Comparison="exact"'), 'accepted'],
    ['by default', ask([`\n ${ppt}\n `]), 'accepted'],
    ['one of two', ask([`${classes}SmartcardPKI`, ppt]), 'accepted'],
    ['unspecified', ask([`${classes}unspecified`]), 'accepted'],
  ])('%s', async (_name, content, code) => {
    expect(await withContent(content)).toBe(code);
  });
  test.each([
    ['minimum', [ppt], 'accepted'],
    ['minimum', [`${classes}Password`], 'accepted'],
    ['minimum', [`${classes}SmartcardPKI`], 'no_authn_context RESP'],
    ['better', [ppt], 'no_authn_context RESP'],
    ['exact', [`${classes}Password`], 'no_authn_context RESP'],
  ])('%s %s, with the switch accept_minimum', async (comparison, names, code) => {
    const asked = ask(names, ` Comparison="${comparison}"`);
    expect(await withContent(asked, { acceptMinimum: true })).toBe(code);
  });
  test('only the classes that are met are kept: the others may be as long as the message', async () => {
    const content = ask([`urn:x:${'a'.repeat(60_000)}`, ppt]);
    const message = postMessage(authnRequestXml({ content }));
    const { request } = await receiveFrom([portal], message);
    expect(request.requestedAuthnContext?.classRefs).toEqual([ppt]);
  });
  test('a class by which this portal chooses the profile', async () => {
    expect(await withContent(ask(['urn:x:eleve']))).toBe('no_authn_context RESP');
    expect(await withContent(ask(['urn:x:eleve']), { profileHints: { 'urn:x:eleve': 'pupil' } })).toBe(
      'accepted',
    );
  });
});

describe('P11 NameIDPolicy', () => {
  const formats = 'urn:oasis:names:tc:SAML:2.0:nameid-format:';
  test.each([
    [`Format="${formats}kerberos"`, 'invalid_name_id_policy RESP'],
    ['Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"', 'invalid_name_id_policy RESP'],
    [
      `Format="${formats}transient" SPNameQualifier="https://other.example.org"`,
      'invalid_name_id_policy RESP',
    ],
    [`Format="${formats}persistent" SPNameQualifier="${portalId}" AllowCreate="1"`, 'accepted'],
    [`Format="${formats}transient"`, 'accepted'],
    ['', 'accepted'],
  ])('%s', async (attributes, code) => {
    expect(await withContent(`<samlp:NameIDPolicy ${attributes}/>`)).toBe(code);
  });
});

describe('P12 Subject: read, compared once somebody signed in', () => {
  test('a NameID', async () => {
    const subject = '<saml:Subject><saml:NameID SPNameQualifier="q"> abc </saml:NameID></saml:Subject>';
    const { request } = await receiveFrom([portal], postMessage(authnRequestXml({ content: subject })));
    expect(request.subject).toEqual({
      format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
      value: 'abc',
      spNameQualifier: 'q',
    });
  });
  test('what cannot be compared', async () => {
    const confirmation = '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/>';
    expect(await withContent(`<saml:Subject>${confirmation}</saml:Subject>`)).toBe('unknown_principal RESP');
    expect(
      await withContent(`<saml:Subject><saml:NameID>x</saml:NameID>${confirmation}</saml:Subject>`),
    ).toBe('unknown_principal RESP');
  });
});

describe('P15 Scoping: a list without us is refused, the rest ignored', () => {
  const list = (providers: string[], rest = ''): string =>
    `<samlp:IDPList>${providers.map((id) => `<samlp:IDPEntry ProviderID="${id}"/>`).join('')}${rest}</samlp:IDPList>`;
  test.each([
    ['ProxyCount 0', '<samlp:Scoping ProxyCount="0"/>', 'accepted'],
    ['without us', `<samlp:Scoping>${list(['https://idp.other'])}</samlp:Scoping>`, 'no_supported_idp RESP'],
    ['with us', `<samlp:Scoping>${list(['https://idp.other', ownEntityId])}</samlp:Scoping>`, 'accepted'],
    [
      'not complete',
      `<samlp:Scoping>${list(['https://idp.other'], '<samlp:GetComplete>https://x.example</samlp:GetComplete>')}</samlp:Scoping>`,
      'accepted',
    ],
    [
      'RequesterID',
      '<samlp:Scoping><samlp:RequesterID>https://x.example</samlp:RequesterID></samlp:Scoping>',
      'accepted',
    ],
  ])('%s', async (_name, content, code) => {
    expect(await withContent(content)).toBe(code);
  });
});
