import fc from 'fast-check';
import { SeededRandom, systemRandom } from '../../../src/random.js';
import { buildResponse } from '../../../src/saml/build-response.js';
import { chooseEncryption, type EncryptionMethod } from '../../../src/saml/choose-encryption.js';
import type { EncryptionTarget } from '../../../src/saml/types.js';
import {
  dataAlgorithms,
  digestAlgorithms,
  keyTransportAlgorithms,
  maskAlgorithms,
} from '../../../src/saml/urns.js';
import { canonicalise } from '../../support/canonicalise.js';
import { decryptAssertion } from '../../support/decrypt-assertion.js';
import { readXml } from '../../support/read-xml.js';
import {
  bothSigned,
  derOf,
  idpSigner,
  readGolden,
  sampleInput,
  spCertificate,
} from '../../support/saml-samples.js';
import { samlSchema } from '../../support/saml-xsd.js';
import { verifyEnveloped } from '../../support/verify-enveloped.js';

const validate = await samlSchema();
const { aes256Gcm, aes128Gcm, aes256Cbc, aes128Cbc } = dataAlgorithms;
const { rsaOaep, rsaOaepMgf1p, rsa15 } = keyTransportAlgorithms;

const targetOf = (changes: Partial<EncryptionTarget> = {}): EncryptionTarget => ({
  certificate: spCertificate,
  dataAlgorithm: aes256Gcm,
  keyTransport: 'rsa-oaep-mgf1p',
  oaepDigest: 'sha1',
  ...changes,
});

const buildTo = (encryption: EncryptionTarget): Promise<string> =>
  buildResponse(sampleInput(), { ...bothSigned, encryption }, { signer: idpSigner, random: systemRandom });

describe('encryptAssertion', () => {
  const transports = [
    targetOf(),
    targetOf({ keyTransport: 'rsa-oaep', oaepDigest: 'sha1' }),
    targetOf({ keyTransport: 'rsa-oaep', oaepDigest: 'sha256' }),
  ];
  const targets = [aes256Gcm, aes128Gcm, aes256Cbc, aes128Cbc].flatMap((dataAlgorithm) =>
    transports.map((target) => ({ ...target, dataAlgorithm })),
  );

  it.each(targets)(
    'E08 hides the signed assertion by $dataAlgorithm, $keyTransport, $oaepDigest',
    async (target) => {
      const xml = await buildTo(target);
      validate(xml);
      expect(canonicalise(xml)).toBe(xml);
      expect(verifyEnveloped(xml, readGolden('idp.crt'))).toBe(1);
      const assertion = decryptAssertion(xml, readGolden('sp.key'));
      validate(assertion);
      expect(canonicalise(assertion)).toBe(assertion);
      expect(verifyEnveloped(assertion, readGolden('idp.crt'))).toBe(1);
      expect(readXml(assertion, '//saml:AttributeValue')).toContain('Anaïs');
      for (const secret of ['Anaïs', 'a.durand', '_4f1d0c', 'saml:Attribute'])
        expect(xml).not.toContain(secret);
      expect(readXml(xml, '//xenc:EncryptedData/xenc:EncryptionMethod/@Algorithm')).toEqual([
        target.dataAlgorithm,
      ]);
    },
  );

  it('E08 never uses a key or an initialisation vector twice', async () => {
    const values = [await buildTo(targetOf()), await buildTo(targetOf())].map((xml) =>
      readXml(xml, '//xenc:CipherValue'),
    );
    expect(new Set(values.flat()).size).toBe(4);
    expect(new Set(values.map(([, data]) => data?.slice(0, 16))).size).toBe(2);
  });

  it('refuses an algorithm it does not know', async () => {
    await expect(buildTo(targetOf({ dataAlgorithm: 'urn:x' }))).rejects.toMatchObject({ code: 'internal' });
  });

  it('has a golden plaintext: what is encrypted is what is sent in clear otherwise', async () => {
    const random = () => new SeededRandom('same');
    const clear = await buildResponse(sampleInput(), bothSigned, { signer: idpSigner, random: random() });
    const hidden = await buildResponse(
      sampleInput(),
      { ...bothSigned, encryption: targetOf() },
      { signer: idpSigner, random: random() },
    );
    expect(clear).toContain(decryptAssertion(hidden, readGolden('sp.key')));
  });
});

describe('chooseEncryption', () => {
  const key = (name: string, ...methods: EncryptionMethod[]) => ({
    certificate: derOf(readGolden(name)),
    methods,
  });
  const algorithms = (...uris: string[]): EncryptionMethod[] => uris.map((algorithm) => ({ algorithm }));

  it('E09 takes the first RSA key of 2048 bits, even of an expired certificate', () => {
    const garbage = { certificate: 'AAAA', methods: [] };
    const keys = [garbage, key('ec.crt'), key('rsa1024.crt'), key('expired.crt'), key('sp.crt')];
    expect(chooseEncryption(keys)).toMatchObject({ certificate: derOf(readGolden('expired.crt')) });
  });

  it.each(['ec.crt', 'rsa1024.crt'])('E09 cannot serve a portal whose only key is %s', (name) => {
    expect(chooseEncryption([key(name)])).toBe('unusable');
  });

  it('sends in clear only to a portal without any key', () => {
    expect(chooseEncryption([])).toBe('none');
  });

  it.each([
    ['rsa-1_5 only', algorithms(rsa15)],
    ['rsa-1_5 and AES', algorithms(rsa15, aes256Gcm)],
    ['triple DES only', algorithms('http://www.w3.org/2001/04/xmlenc#tripledes-cbc', rsaOaepMgf1p)],
    ['AES-192 only', algorithms('http://www.w3.org/2009/xmlenc11#aes192-gcm')],
    [
      'a mask Node cannot make',
      [{ algorithm: rsaOaep, digest: digestAlgorithms.sha256, mgf: maskAlgorithms.mgf1Sha1 }],
    ],
  ])('E10 cannot serve a key with %s', (_which, methods) => {
    expect(chooseEncryption([key('sp.crt', ...methods)])).toBe('unusable');
  });

  it('never fails on what a metadata may hold', () => {
    const uris = [...Object.values(dataAlgorithms), ...Object.values(keyTransportAlgorithms), 'urn:x', ''];
    const method = fc.record(
      {
        algorithm: fc.constantFrom(...uris),
        digest: fc.constantFrom(...Object.values(digestAlgorithms), ''),
        mgf: fc.constantFrom(...Object.values(maskAlgorithms), ''),
      },
      { requiredKeys: ['algorithm'] },
    );
    const certificate = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.constantFrom(spCertificate, derOf(readGolden('ec.crt'))),
    );
    const keys = fc.array(fc.record({ certificate, methods: fc.array(method) }));
    fc.assert(
      fc.property(keys, (given) => {
        const chosen = chooseEncryption(given);
        if (typeof chosen !== 'string') expect(chosen.certificate).toBe(spCertificate);
        else expect(chosen).toBe(given.length === 0 ? 'none' : 'unusable');
      }),
      { seed: 20260302 },
    );
  });

  it('E10 goes on to a further key', () => {
    const keys = [key('sp.crt', ...algorithms(rsa15)), key('idp.crt')];
    expect(chooseEncryption(keys)).toMatchObject({ certificate: derOf(readGolden('idp.crt')) });
  });

  const old = { keyTransport: 'rsa-oaep-mgf1p', oaepDigest: 'sha1' };
  const sha256 = { algorithm: rsaOaep, digest: digestAlgorithms.sha256 };
  it.each<[string, EncryptionMethod[], object]>([
    ['nothing', [], { ...old, dataAlgorithm: aes256Gcm }],
    ['a transport only', algorithms(rsaOaepMgf1p), { ...old, dataAlgorithm: aes256Gcm }],
    [
      'all',
      algorithms(aes128Cbc, aes256Cbc, aes128Gcm, aes256Gcm, rsa15, rsaOaep, rsaOaepMgf1p),
      { ...old, dataAlgorithm: aes256Gcm },
    ],
    ['AES-128-GCM and CBC', algorithms(aes256Cbc, aes128Gcm), { ...old, dataAlgorithm: aes128Gcm }],
    ['CBC only', algorithms(aes128Cbc), { ...old, dataAlgorithm: aes128Cbc }],
    ['the newer OAEP only', algorithms(rsaOaep), { keyTransport: 'rsa-oaep', oaepDigest: 'sha1' }],
    ['the newer OAEP with SHA-256', [sha256], { keyTransport: 'rsa-oaep', oaepDigest: 'sha256' }],
    [
      'SHA-256 twice',
      [{ ...sha256, mgf: maskAlgorithms.mgf1Sha256 }],
      { keyTransport: 'rsa-oaep', oaepDigest: 'sha256' },
    ],
  ])('follows a key that declares %s', (_which, methods, chosen) => {
    expect(chooseEncryption([key('sp.crt', ...methods)])).toMatchObject(chosen);
  });
});
