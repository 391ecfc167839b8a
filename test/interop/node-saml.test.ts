import { SAML, ValidateInResponseTo, type Profile } from '@node-saml/node-saml';
import { acsUrl, idpEntityId, readGolden, spEntityId } from '../support/saml-samples.js';
import { encode, refuse, sendAll, tamper, type Sent } from './responses.js';

const sent = await sendAll();

/** A portal on @node-saml/node-saml, the library of passport-saml, as strict as it can be set. */
async function receive(xml: string): Promise<Profile | null> {
  const portal = new SAML({
    callbackUrl: acsUrl,
    issuer: spEntityId,
    audience: spEntityId,
    idpIssuer: idpEntityId,
    idpCert: readGolden('idp.crt'),
    decryptionPvk: readGolden('sp.key'),
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: true,
    validateInResponseTo: ValidateInResponseTo.ifPresent,
    acceptedClockSkewMs: 0,
  });
  await portal.cacheProvider.saveAsync('_request1', new Date().toISOString());
  const { profile } = await portal.validatePostResponseAsync({ SAMLResponse: encode(xml) });
  return profile;
}

describe.each(sent)('node-saml, $name', (message: Sent) => {
  it('accepts the Response and reads what it says', async () => {
    expect(await receive(message.xml)).toMatchObject({
      nameID: '_4f1d0c',
      sessionIndex: '_session1',
      'urn:oid:2.5.4.42': 'Anaïs',
      'urn:oid:1.3.6.1.4.1.5923.1.1.1.1': ['student', 'member'],
      FrEduVecteur: ['4|DURAND|Anaïs|1234|0750001X', '{NameID}'],
    });
  });

  it('refuses a tampered copy', async () => {
    expect(tamper(message)).not.toBe(message.xml);
    await expect(receive(tamper(message))).rejects.toThrow();
  });
});

describe('node-saml, a refusal', () => {
  it('reads the status and its message', async () => {
    await expect(receive(await refuse())).rejects.toThrow('Responder error: Not this person');
  });
});
