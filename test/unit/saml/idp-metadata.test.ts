import { createPrivateKey } from 'node:crypto';
import { FrozenClock } from '../../../src/clock.js';
import { SeededRandom } from '../../../src/random.js';
import { buildIdpMetadata, type IdpMetadataSettings } from '../../../src/saml/idp-metadata.js';
import type { SigningKeys } from '../../../src/saml/signing-keys.js';
import { canonicalise } from '../../support/canonicalise.js';
import { expectGolden } from '../../support/golden.js';
import { metadataSettings } from '../../support/metadata-settings.js';
import { readXml } from '../../support/read-xml.js';
import { idpSigner, readGolden, spCertificate } from '../../support/saml-samples.js';
import { samlSchema } from '../../support/saml-xsd.js';
import { verifyEnveloped } from '../../support/verify-enveloped.js';

const validate = await samlSchema();
const keys: SigningKeys = {
  signer: idpSigner,
  publishedCertificates: [idpSigner.certificate, spCertificate],
  encryptionCertificates: [idpSigner.certificate],
  decryptionKey: createPrivateKey(readGolden('idp.key')),
};
const build = (settings: IdpMetadataSettings = metadataSettings): Promise<string> =>
  buildIdpMetadata(settings, keys, {
    clock: new FrozenClock('2026-03-02T08:00:00Z'),
    random: new SeededRandom('metadata'),
  });

describe('buildIdpMetadata', () => {
  it('M01 writes the golden metadata: valid by the schema, canonical, signed', async () => {
    const xml = await build();
    expectGolden('saml/idp-metadata.xml', xml);
    validate(xml);
    expect(canonicalise(xml)).toBe(xml);
    expect(verifyEnveloped(xml, readGolden('idp.crt'))).toBe(1);
  });

  it('M01 says how long it lives, and both certificates in a rollover', async () => {
    const xml = await build();
    expect(readXml(xml, '/md:EntityDescriptor/@validUntil')).toEqual(['2026-03-16T08:00:00Z']);
    expect(readXml(xml, '/md:EntityDescriptor/@cacheDuration')).toEqual(['PT21600S']);
    expect(readXml(xml, '//md:KeyDescriptor[@use="signing"]//ds:X509Certificate')).toEqual(
      keys.publishedCertificates,
    );
  });

  it('M01 tells no private key', async () => {
    expect(await build()).not.toContain('PRIVATE');
  });

  it('names the endpoints portals already know, and none that does not exist', async () => {
    const xml = await build();
    expect(readXml(xml, '/md:EntityDescriptor/@entityID')).toEqual(['https://gateway.test/idp']);
    expect(readXml(xml, '//md:SingleSignOnService/@Location')).toEqual([
      'https://gateway.test/idp/profile/SAML2/Redirect/SSO',
      'https://gateway.test/idp/profile/SAML2/POST/SSO',
    ]);
    expect(readXml(xml, '//md:SingleLogoutService')).toEqual([]);
    expect(readXml(xml, '//shibmd:Scope')).toEqual(['educt']);
    expect(readXml(xml, '//mdui:DisplayName')).toEqual(['Passerelle d’essai', 'Trial <gateway>']);
  });

  it('is valid with the least an operator says', async () => {
    const least = { ...metadataSettings };
    delete least.informationUrl;
    delete least.privacyStatementUrl;
    delete least.logo;
    validate(await build(least));
  });
});
