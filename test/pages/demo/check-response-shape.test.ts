import { checkResponseShape } from '../../../src/demo/check-response-shape.js';
import { answer, Browser, makePortals } from './stand-in-gateway.js';

const { teleservice } = makePortals();

/** A genuine Response, and what a forger makes of it. */
async function genuine(): Promise<string> {
  return answer('teleservice', await new Browser(teleservice.app).ask());
}

const evil =
  '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_evil"></saml:Assertion>';
const root = (xml: string): string => /^<samlp:Response[^>]*>/.exec(xml)?.[0] ?? '';
const signature = (xml: string): string => /<ds:Signature .*?<\/ds:Signature>/s.exec(xml)?.[0] ?? '';

const forgeries: readonly [string, (xml: string) => string][] = [
  ['an assertion in clear beside', (xml) => xml.replace('</samlp:Response>', `${evil}</samlp:Response>`)],
  [
    'the whole inside a new Response',
    (xml) => `${root(xml).replace(/ ID="/, ' ID="_new')}${xml}</samlp:Response>`,
  ],
  [
    'a new root with the signature of the old one, kept in an Object',
    (xml) =>
      `${root(xml).replace(/ ID="/, ' ID="_new')}${signature(xml).replace('</ds:Signature>', `<ds:Object>${xml}</ds:Object></ds:Signature>`)}</samlp:Response>`,
  ],
  ['two signatures', (xml) => xml.replace(signature(xml), signature(xml).repeat(2))],
  [
    'two references',
    (xml) => xml.replace(/<ds:Reference .*?<\/ds:Reference>/s, (reference) => reference.repeat(2)),
  ],
  [
    'the root’s ID twice',
    (xml) => xml.replace('<xenc:EncryptedData', `<xenc:EncryptedData ID="${/ ID="([^"]*)"/.exec(xml)?.[1]}"`),
  ],
  ['a signature by SHA-1', (xml) => xml.replace(/xmldsig-more#rsa-sha256/, 'xmldsig#rsa-sha1')],
  ['a reference to nothing', (xml) => xml.replace(/URI="#[^"]*"/, 'URI=""')],
  ['an undeclared entity', (xml) => xml.replace('</samlp:Response>', '&x;</samlp:Response>')],
];

describe('checkResponseShape', () => {
  it('lets the gateway’s Response through', async () => {
    const xml = await genuine();
    expect(() => checkResponseShape(xml)).not.toThrow();
  });

  it.each(forgeries)('refuses %s', async (_what, forge) => {
    const xml = await genuine();
    const forged = forge(xml);
    expect(forged).not.toBe(xml);
    expect(() => checkResponseShape(forged)).toThrow();
  });
});
