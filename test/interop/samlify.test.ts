import * as samlify from 'samlify';
import { samlSchema } from '../support/saml-xsd.js';
import { readGolden } from '../support/saml-samples.js';
import { gatewayMetadata } from './gateway-metadata.js';
import { portalMetadata } from './portal-metadata.js';
import { encode, sendAll, tamper, type Sent } from './responses.js';

const sent = await sendAll();
const metadata = await gatewayMetadata();
const validate = await samlSchema();

/** samlify as a portal: it validates by schema, verifies, decrypts, and extracts. */
async function receive(xml: string, encrypted: boolean) {
  samlify.setSchemaValidator({
    validate: (document: string) => {
      validate(document);
      return Promise.resolve('valid');
    },
  });
  const gateway = samlify.IdentityProvider({ metadata, isAssertionEncrypted: encrypted });
  const portal = samlify.ServiceProvider({
    metadata: portalMetadata,
    encPrivateKey: readGolden('sp.key'),
    privateKey: readGolden('sp.key'),
  });
  const { extract } = await portal.parseLoginResponse(gateway, 'post', {
    body: { SAMLResponse: encode(xml) },
  });
  return extract as unknown;
}

describe.each(sent)('samlify, $name', (message: Sent) => {
  it('accepts the Response and reads what it says', async () => {
    expect(await receive(message.xml, message.encrypted)).toMatchObject({
      nameID: '_4f1d0c',
      sessionIndex: { sessionIndex: '_session1' },
      attributes: { 'urn:oid:2.5.4.42': 'Anaïs', 'urn:oid:1.3.6.1.4.1.5923.1.1.1.1': ['student', 'member'] },
    });
  });

  it('refuses a tampered copy', async () => {
    await expect(receive(tamper(message), message.encrypted)).rejects.toBeDefined();
  });
});
