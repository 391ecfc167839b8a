import { constants, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import samlify from 'samlify';
import { SAML } from '@node-saml/node-saml';
import { compileSchemas } from '../../../../src/saml/schema.js';
import type { AuthnRequest, InboundMessage } from '../../../../src/saml/types.js';
import {
  makeRelyingParty,
  makeTestKey,
  portalAcs,
  portalId,
  postEndpoint,
  postMessage,
  rawRedirect,
  redirectEndpoint,
  redirectMessage,
  rsaSha256,
  signXml,
} from '../../../support/make-authn-request.js';
import { receiveFrom } from '../../../support/receive-for-test.js';

/** S21: requests as well-known service providers write them are accepted, with their blanks and their line ends. */
const key = await makeTestKey();
const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const portal = makeRelyingParty({ signingKeys: [key], requireSignedRequests: true });
compileSchemas();

const receive = async (message: InboundMessage, now?: string): Promise<AuthnRequest> =>
  (await receiveFrom([portal], message, now)).request;
const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol';
const assertion = 'urn:oasis:names:tc:SAML:2.0:assertion';
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

test('Shibboleth: one line, AssertionConsumerServiceURL, Redirect with + and = percent-encoded', async () => {
  const xml = `<samlp:AuthnRequest xmlns:samlp="${protocol}" AssertionConsumerServiceURL="${portalAcs}" Destination="${redirectEndpoint}" ID="_8f4c0c55a7a9b2f1c8c1" IssueInstant="2026-03-02T07:30:00Z" ProtocolBinding="${post}" Version="2.0"><saml:Issuer xmlns:saml="${assertion}">${portalId}</saml:Issuer><samlp:NameIDPolicy AllowCreate="1"/></samlp:AuthnRequest>`;
  const message = redirectMessage(xml, { key: key.privateKey, relayState: 'ss:mem:4a6d' });
  expect(await receive(message)).toMatchObject({
    relayState: 'ss:mem:4a6d',
    signed: true,
    acsUrl: portalAcs,
  });
});

test('Shibboleth by POST: OpenSAML’s KeyInfo, base64 broken at 76 characters', async () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<samlp:AuthnRequest xmlns:samlp="${protocol}" AssertionConsumerServiceIndex="1" Destination="${postEndpoint}" ID="_5d1" IssueInstant="2026-03-02T07:30:00.123Z" Version="2.0"><saml:Issuer xmlns:saml="${assertion}">${portalId}</saml:Issuer><samlp:NameIDPolicy AllowCreate="true" Format="${transient}"/></samlp:AuthnRequest>`;
  const signed = signXml(xml, key, { keyInfo: key.pem, inclusivePrefixes: ['xs'] });
  const lines = Buffer.from(signed).toString('base64').replace(/.{76}/g, '$&\r\n');
  const message = {
    ...postMessage(''),
    form: { SAMLRequest: lines, RelayState: 'cookie:1' },
  } as InboundMessage;
  expect(await receive(message)).toMatchObject({ acsUrl: `${portalAcs}/second`, signed: true });
});

test('SimpleSAMLphp: a declaration, pretty-printed', async () => {
  const xml = `<?xml version="1.0"?>
<samlp:AuthnRequest xmlns:samlp="${protocol}" xmlns:saml="${assertion}" ID="_c1f" Version="2.0" IssueInstant="2026-03-02T07:30:00Z" Destination="${postEndpoint}" AssertionConsumerServiceURL="${portalAcs}" ProtocolBinding="${post}">
  <saml:Issuer>
    ${portalId}
  </saml:Issuer>
  <samlp:NameIDPolicy Format="${transient}" AllowCreate="true"/>
  <samlp:RequestedAuthnContext Comparison="exact">
    <saml:AuthnContextClassRef>
      urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport
    </saml:AuthnContextClassRef>
  </samlp:RequestedAuthnContext>
</samlp:AuthnRequest>
`;
  const request = await receive(postMessage(signXml(xml, key, { keyInfo: key.pem })));
  expect(request).toMatchObject({ issuer: portalId, requestedAuthnContext: { comparison: 'exact' } });
});

test('CR LF line ends in a signed POST, also inside the Signature', async () => {
  const xml = [
    `<samlp:AuthnRequest xmlns:samlp="${protocol}" ID="_w" Version="2.0" IssueInstant="2026-03-02T07:30:00Z"`,
    `  Destination="${postEndpoint}">`,
    `  <saml:Issuer xmlns:saml="${assertion}">${portalId}</saml:Issuer>`,
    '</samlp:AuthnRequest>',
  ].join('\r\n');
  // What is signed has line feeds only (XML 1.0 2.11), what is sent has CR LF.
  const signed = signXml(xml.replaceAll('\r\n', '\n'), key).replace('<ds:SignatureValue>', '$&\r\n');
  expect(await receive(postMessage(signed.replace(/\r?\n/g, '\r\n')))).toMatchObject({
    id: '_w',
    signed: true,
  });
});

test('ADFS: default namespaces, seven decimals, Consent, lower-case percent-encoding', async () => {
  const xml = `<samlp:AuthnRequest ID="id-6d1c" Version="2.0" IssueInstant="2026-03-02T07:30:00.1230000Z" Destination="${redirectEndpoint}" Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" xmlns:samlp="${protocol}"><Issuer xmlns="${assertion}">${portalId}</Issuer><samlp:NameIDPolicy AllowCreate="true" /></samlp:AuthnRequest>`;
  const message = redirectMessage(xml, { key: key.privateKey, lowerCase: true, relayState: 'é +/' });
  expect(await receive(message)).toMatchObject({ id: 'id-6d1c', relayState: 'é +/' });
});

test('a Signature in the default namespace, digest over what libxml2 canonicalizes', async () => {
  const xml = `<AuthnRequest xmlns="${protocol}" ID="_d" Version="2.0" IssueInstant="2026-03-02T07:30:00Z" Destination="${postEndpoint}"><Issuer xmlns="${assertion}">${portalId}</Issuer></AuthnRequest>`;
  const signed = signXml(xml, key).replaceAll('ds:', '').replace('xmlns:ds', 'xmlns');
  const info = /<SignedInfo>.*<\/SignedInfo>/s.exec(signed)?.[0] ?? '';
  const value = sign(
    'sha256',
    Buffer.from(canonical(info.replace('>', ' xmlns="http://www.w3.org/2000/09/xmldsig#">'))),
    {
      key: key.privateKey,
      padding: constants.RSA_PKCS1_PADDING,
    },
  );
  const message = signed.replace(/<SignatureValue>.*?</s, `<SignatureValue>${value.toString('base64')}<`);
  expect(await receive(postMessage(message))).toMatchObject({ id: '_d', signed: true });
});

test('node-saml as the portal, Redirect and POST', async () => {
  const client = new SAML({
    issuer: portalId,
    callbackUrl: portalAcs,
    entryPoint: redirectEndpoint,
    idpCert: key.pem,
    privateKey: pem,
    signatureAlgorithm: 'sha256',
    identifierFormat: transient,
  });
  const url = await client.getAuthorizeUrlAsync('relay', undefined, {});
  const now = new Date().toISOString();
  expect(await receive(rawRedirect(url.slice(url.indexOf('?') + 1)), now)).toMatchObject({
    relayState: 'relay',
    signed: true,
  });
});

test('samlify as the portal, by POST', async () => {
  const idp = samlify.IdentityProvider({
    metadata: `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.org/idp"><IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="${protocol}"><SingleSignOnService Binding="${post}" Location="${postEndpoint}"/></IDPSSODescriptor></EntityDescriptor>`,
  });
  const sp = samlify.ServiceProvider({
    entityID: portalId,
    authnRequestsSigned: true,
    nameIDFormat: [transient],
    privateKey: pem,
    signingCert: key.certificate,
    requestSignatureAlgorithm: rsaSha256,
    assertionConsumerService: [{ Binding: post, Location: portalAcs }],
  });
  const { context } = sp.createLoginRequest(idp, 'post') as { context: string };
  const message = { ...postMessage(''), form: { SAMLRequest: context } } as InboundMessage;
  expect(await receive(message, new Date().toISOString())).toMatchObject({ signed: true, acsUrl: portalAcs });
});

test('an empty RelayState and a stored DEFLATE block', async () => {
  const xml = `<p:AuthnRequest xmlns:p="${protocol}" ID="_e" Version="2.0" IssueInstant="2026-03-02T07:30:00Z"><Issuer xmlns="${assertion}">${portalId}</Issuer></p:AuthnRequest>`;
  const stored = encodeURIComponent(deflateRawSync(xml, { level: 0 }).toString('base64'));
  const { request } = await receiveFrom(
    [{ ...portal, requireSignedRequests: false }],
    rawRedirect(`SAMLRequest=${stored}&RelayState=`),
  );
  expect(request).toMatchObject({
    id: '_e',
    relayState: '',
    forceAuthn: false,
    isPassive: false,
    signed: false,
  });
});

function canonical(xml: string): string {
  const document = XmlDocument.fromString(xml);
  try {
    return document.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  } finally {
    document.dispose();
  }
}
