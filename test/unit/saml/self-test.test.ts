import { proveSignature } from '../../../src/saml/self-test.js';
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

describe('createSigner', () => {
  it('refuses the certificate of another key', () => {
    expect(() => createSigner(readGolden('idp.key'), readGolden('sp.crt'))).toThrow(
      'not the one of the signing key',
    );
  });

  it('refuses a key that is not RSA', () => {
    expect(() => createSigner(readGolden('ec.key'), readGolden('ec.crt'))).toThrow('must be RSA');
  });
});
