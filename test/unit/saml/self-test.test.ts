import { proveDocument, proveSignature } from '../../../src/saml/self-test.js';
import { element } from '../../../src/saml/canonical-xml.js';
import { signElement } from '../../../src/saml/sign-element.js';
import { createSigner } from '../../../src/saml/sign.js';
import { idpSigner, readGolden, spCertificate } from '../../support/saml-samples.js';

describe('proveSignature', () => {
  it('passes with a key and its certificate', async () => {
    await expect(proveSignature({ signer: idpSigner })).resolves.toBeUndefined();
  });

  it.each([
    ['of another certificate', { ...idpSigner, certificate: spCertificate }],
    ['that signs something else', { ...idpSigner, sign: () => idpSigner.sign('else', 'sha256') }],
  ])('stops the start with a signer %s', async (_which, signer) => {
    await expect(proveSignature({ signer })).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('proveDocument', () => {
  const signed = readGolden('response.xml');

  it('passes a Response that is right', () => {
    expect(() => proveDocument(signed, idpSigner.certificate)).not.toThrow();
  });

  it.each([
    [
      'whose writer and canonical form differ',
      signed.replace('>a.durand<', '>b.durand<'),
      'a digest is wrong',
    ],
    [
      'that lacks a signature',
      signed.replace(/<ds:Signature [^]*?<\/ds:Signature>/, ''),
      'it has 1 signatures',
    ],
  ])('refuses one %s', (_which, xml, complaint) => {
    expect(() => proveDocument(xml, idpSigner.certificate)).toThrow(complaint);
  });
});

describe('createSigner', () => {
  it('refuses the certificate of another key', () => {
    expect(() => createSigner(readGolden('idp.key'), readGolden('sp.crt'))).toThrow(
      'not the one of the signing key',
    );
  });

  it.each(['ec', 'rsa1024'])('refuses the key %s, not RSA of 2048 bits', (name) => {
    expect(() => createSigner(readGolden(`${name}.key`), readGolden(`${name}.crt`))).toThrow(
      'must be RSA of 2048',
    );
  });
});

describe('signElement', () => {
  it('refuses what has no ID to refer to', async () => {
    const unsigned = element('saml:Assertion');
    await expect(signElement(unsigned, 0, { signer: idpSigner, hash: 'sha256' })).rejects.toThrow('no ID');
  });
});
