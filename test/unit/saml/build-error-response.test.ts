import { catalogue } from '../../../src/error-catalogue.js';
import { SeededRandom } from '../../../src/random.js';
import { buildErrorResponse, type ErrorResponseInput } from '../../../src/saml/build-error-response.js';
import { canonicalise } from '../../support/canonicalise.js';
import { expectGolden } from '../../support/golden.js';
import { readXml } from '../../support/read-xml.js';
import { acsUrl, idpEntityId, idpSigner, readGolden } from '../../support/saml-samples.js';
import { samlSchema } from '../../support/saml-xsd.js';
import { verifyEnveloped } from '../../support/verify-enveloped.js';

const validate = await samlSchema();
const statuses = Object.values(catalogue).flatMap((entry) => ('saml' in entry ? [entry.saml] : []));

const build = (changes: Partial<ErrorResponseInput>, hash?: 'sha1'): Promise<string> =>
  buildErrorResponse(
    {
      issuer: idpEntityId,
      destination: acsUrl,
      inResponseTo: '_request1',
      issueInstant: new Date('2026-03-02T08:00:00Z'),
      status: ['Responder', 'NoPassive'],
      ...changes,
    },
    { signer: idpSigner, random: new SeededRandom('error'), ...(hash && { signatureHash: hash }) },
  );

describe('buildErrorResponse', () => {
  it('E11 writes the golden Response', async () => {
    const xml = await build({ message: 'No session\r\u{0} <here>' });
    expectGolden('saml/error-response.xml', xml);
    expect(readXml(xml, '//samlp:StatusMessage')).toEqual(['No session \u{FFFD} <here>']);
  });

  it.each(statuses)('E11 says %s %s: signed, without assertion, valid by the schema', async (...status) => {
    const xml = await build({ status: status as unknown as ErrorResponseInput['status'] });
    validate(xml);
    expect(canonicalise(xml)).toBe(xml);
    expect(verifyEnveloped(xml, readGolden('idp.crt'))).toBe(1);
    expect(readXml(xml, '//*[contains(local-name(), "Assertion")]')).toEqual([]);
    const codes = status
      .filter((code) => code !== undefined)
      .map((code) => `urn:oasis:names:tc:SAML:2.0:status:${code}`);
    expect(readXml(xml, '//samlp:StatusCode/@Value')).toEqual(codes);
  });

  it('signs with SHA-1 for a portal that has the switch', async () => {
    const xml = await build({}, 'sha1');
    expect(verifyEnveloped(xml, readGolden('idp.crt'))).toBe(1);
    expect(xml).toContain('xmldsig#rsa-sha1');
  });
});
