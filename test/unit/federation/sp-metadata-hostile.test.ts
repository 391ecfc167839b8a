import { readSpMetadata } from '../../../src/federation/sp-metadata.js';
import { metadataFaults } from '../../support/metadata-faults.js';
import {
  acsXml,
  keyXml,
  makeEcCertificate,
  makeSpKey,
  sampleSpXml,
  type SampleSp,
} from '../../support/sample-sp.js';

const ownEntityId = 'https://gateway.example.org/idp';
const now = new Date('2026-09-01T08:00:00Z');
const read = (parts: Partial<SampleSp> = {}) => readSpMetadata(sampleSpXml(parts), { ownEntityId, now });

const faults = (parts: Partial<SampleSp>, own = ownEntityId) =>
  metadataFaults(() => readSpMetadata(sampleSpXml(parts), { ownEntityId: own, now }));

describe('M05 addresses that browsers are sent to', () => {
  test.each([
    ['javascript:alert(1)'],
    ['java\nscript:alert(1)'],
    ['http://ent.example.org/acs'],
    ['https://ent.example.org/acs#part'],
    ['https://ent.example.org@evil.example/acs'],
    ['https://@evil.example/acs'],
    ['https://élève.example.org/acs'],
    ['https://ent.example.org\\@evil.example/'],
    ['//ent.example.org/acs'],
    ['/acs'],
    ['data:text/html,x'],
    ['https://'],
    ['https://ent.example.org/a b'],
    [''],
  ])('%j', (location) => {
    expect(faults({ acs: acsXml(location, 0) })).toEqual([
      expect.stringContaining('AssertionConsumerService'),
    ]);
    const slo = `<md:SingleLogoutService Binding="urn:b" Location="https://a.example/" ResponseLocation="${location.replaceAll('\n', '&#10;')}"/>`;
    expect(faults({ roleStart: slo })).toEqual([expect.stringContaining('SingleLogoutService')]);
  });

  test('an address of over 2000 characters', () => {
    const acs = acsXml(`https://ent.example.org/${'x'.repeat(2000)}`, 0);
    expect(faults({ acs })).toEqual([expect.stringContaining('over 2000 characters')]);
  });

  test.each([
    'http://localhost:3000/acs',
    'http://127.0.0.1:3000/acs',
    'http://[::1]/acs',
    'https://xn--lve-6lad.example/',
  ])('%s passes', (location) => {
    expect(faults({ acs: acsXml(location, 0) })).toEqual([]);
  });

  test('plain http on a network passes only when the gateway itself is there', () => {
    const acs = acsXml('http://ent.test/acs', 0);
    expect(faults({ acs }, 'http://gateway.test/idp')).toEqual([]);
    expect(faults({ acs }, 'http://127.0.0.1:8080/idp')).toHaveLength(1);
    expect(faults({ acs: acsXml('http://127.0.0.1.evil.example/', 0) })).toHaveLength(1);
  });
});

test('M06 our own entityID is refused', () => {
  expect(faults({ entityId: ownEntityId })).toEqual([expect.stringContaining('that of this gateway')]);
});

describe('M07 keys', () => {
  test('without use, twice: both serve both ends (IIP-MD07, MD08, MD11)', async () => {
    const [one, two] = await Promise.all([makeSpKey(), makeSpKey()]);
    const sp = read({ roleStart: keyXml(one.certificate) + keyXml(two.certificate) });
    expect(sp.signingCertificates).toEqual([one.certificate, two.certificate]);
    expect(sp.encryptionKeys.map((key) => key.certificate)).toEqual([one.certificate, two.certificate]);
    expect(sp.warnings).toEqual([]);
  });

  test('only encryption: not for signing; its methods are read', async () => {
    const { certificate } = await makeSpKey();
    const methods =
      '<md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#rsa-oaep"><ds:DigestMethod Algorithm="urn:d"/><xenc11:MGF Algorithm="urn:m"/></md:EncryptionMethod><md:EncryptionMethod Algorithm="urn:a"/>';
    const wrapped = certificate.replace(/(.{64})/g, '$1\n    ');
    const sp = read({ roleStart: keyXml(wrapped, 'encryption', methods) });
    expect(sp.signingCertificates).toEqual([]);
    expect(sp.encryptionKeys).toEqual([
      {
        certificate,
        methods: [
          { algorithm: 'http://www.w3.org/2009/xmlenc11#rsa-oaep', digest: 'urn:d', mgf: 'urn:m' },
          { algorithm: 'urn:a' },
        ],
      },
    ]);
  });

  test('RSA-1024 and garbage are refused', async () => {
    const { certificate } = await makeSpKey({ bits: 1024 });
    expect(faults({ roleStart: keyXml(certificate) })).toEqual([expect.stringContaining('RSA of 1024 bits')]);
    for (const garbage of ['MIIBhello', 'not base64!', '', '-----BEGIN CERTIFICATE-----']) {
      expect(faults({ roleStart: keyXml(garbage) })).toEqual([
        expect.stringContaining('is not a certificate'),
      ]);
    }
  });

  test('an EC key may sign; an unknown use is refused', async () => {
    const ec = await makeEcCertificate('P-256');
    expect(read({ roleStart: keyXml(ec, 'signing') }).signingCertificates).toEqual([ec]);
    const { certificate } = await makeSpKey();
    const odd = keyXml(certificate, 'signing').replace('"signing"', '"both"');
    expect(faults({ roleStart: odd })).toEqual([expect.stringContaining('use="both"')]);
  });

  test('E09 a key without certificate is left out; when no other can encrypt, the metadata is refused', async () => {
    const { certificate } = await makeSpKey();
    const named = (use: string) =>
      `<md:KeyDescriptor${use}><ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo></md:KeyDescriptor>`;
    const leftOut = expect.stringContaining('was left out');
    expect(read({ roleStart: named('') + keyXml(certificate) }).warnings).toEqual([leftOut]);
    expect(read({ roleStart: named(' use="signing"') }).warnings).toContainEqual(leftOut);
    for (const use of ['', ' use="encryption"']) {
      const signs = keyXml(certificate, 'signing');
      expect(faults({ roleStart: signs + named(use) })).toEqual([
        expect.stringContaining('no KeyDescriptor for encryption has a certificate'),
      ]);
    }
  });

  test('IIP-MD12 an expired certificate works, with a warning', async () => {
    const { certificate } = await makeSpKey({ from: '1999-01-01T00:00:00Z' });
    const sp = read({ roleStart: keyXml(certificate) });
    expect(sp.signingCertificates).toEqual([certificate]);
    expect(sp.warnings).toEqual([expect.stringContaining('expired on')]);
  });
});

describe('M09 hostile texts are stored raw', () => {
  test('entityID and name', () => {
    const nasty = 'https://x.example/\r\n<script>{{constructor}}';
    const name =
      '<md:Extensions><mdui:UIInfo><mdui:DisplayName xml:lang="fr">&lt;b&gt;{{x}}&#13;&#10;b</mdui:DisplayName></mdui:UIInfo></md:Extensions>';
    const sp = read({ entityId: nasty, roleStart: name });
    expect(sp.entityId).toBe(nasty);
    expect(sp.displayName).toEqual({ fr: '<b>{{x}}\r\nb' });
  });
  test('blanks around an entityID: no request could ever name it', () => {
    expect(faults({ entityId: ' https://x.example/sp' })).toEqual([
      expect.stringContaining('has blanks around it'),
    ]);
  });
  test('an entityID of 10 kB is refused, and quoted short', () => {
    const found = faults({ entityId: `https://x.example/${'x'.repeat(10_000)}` });
    expect(found).toEqual([expect.stringContaining('saml-core 8.3.6')]);
  });
  test('a fault quotes control characters as escapes', () => {
    const [fault] = faults({ acs: acsXml('https://x.example/\r\nnext line', 0) });
    expect(fault).not.toMatch(/[\r\n]/);
  });
});

test('M10 __proto__ and constructor are data', () => {
  const sp = read({
    roleStart:
      '<md:Extensions><mdui:UIInfo><mdui:DisplayName xml:lang="__proto__">a</mdui:DisplayName></mdui:UIInfo></md:Extensions>',
    roleEnd:
      '<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="fr">S</md:ServiceName><md:RequestedAttribute Name="__proto__"/><md:RequestedAttribute Name="constructor"/></md:AttributeConsumingService>',
  });
  expect(sp.displayName).toEqual({ und: 'a' });
  expect(sp.attributeConsumingServices[0]?.requested.map((wish) => wish.name)).toEqual([
    '__proto__',
    'constructor',
  ]);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});
