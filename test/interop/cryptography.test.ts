import { systemRandom } from '../../src/random.js';
import { buildResponse } from '../../src/saml/build-response.js';
import type { EncryptionTarget } from '../../src/saml/types.js';
import { dataAlgorithms } from '../../src/saml/urns.js';
import { pythonWith } from '../support/python.js';
import { readXml } from '../support/read-xml.js';
import { runCommand } from '../support/run-command.js';
import { bothSigned, idpSigner, readGolden, sampleInput, spCertificate } from '../support/saml-samples.js';
import { verifyEnveloped } from '../support/verify-enveloped.js';

const transports = [
  { keyTransport: 'rsa-oaep-mgf1p', oaepDigest: 'sha1' },
  { keyTransport: 'rsa-oaep', oaepDigest: 'sha1' },
  { keyTransport: 'rsa-oaep', oaepDigest: 'sha256' },
] as const;

const targets: EncryptionTarget[] = Object.values(dataAlgorithms).flatMap((dataAlgorithm) =>
  transports.map((transport) => ({ certificate: spCertificate, dataAlgorithm, ...transport })),
);

const messages = await Promise.all(
  targets.map((encryption) =>
    buildResponse(sampleInput(), { ...bothSigned, encryption }, { signer: idpSigner, random: systemRandom }),
  ),
);
const python = await pythonWith(['pysaml2==7.5.*']);
const task = JSON.stringify({ key: readGolden('sp.key'), messages });
const assertions = JSON.parse(
  await runCommand(python, ['test/interop/decrypt_assertion.py'], task),
) as string[];

describe('cryptography, by the algorithms the XML names', () => {
  it.each(targets.map((target, index) => ({ ...target, index })))(
    'decrypts $dataAlgorithm, $keyTransport, $oaepDigest',
    ({ index }) => {
      const assertion = assertions[index] ?? '';
      expect(verifyEnveloped(assertion, readGolden('idp.crt'))).toBe(1);
      expect(readXml(assertion, '/saml:Assertion/saml:Subject/saml:NameID')).toEqual(['_4f1d0c']);
    },
  );
});
