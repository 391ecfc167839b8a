import { readSpMetadata } from '../../../src/federation/sp-metadata.js';
import { metadataFaults } from '../../support/metadata-faults.js';
import { acsXml, keyXml, POST, sampleSpXml, type SampleSp } from '../../support/sample-sp.js';

const ownEntityId = 'https://gateway.example.org/idp';
const now = new Date('2026-09-01T08:00:00Z');
const read = (parts: Partial<SampleSp> = {}) => readSpMetadata(sampleSpXml(parts), { ownEntityId, now });

const faultsOf = (xml: string) => metadataFaults(() => readSpMetadata(xml, { ownEntityId, now }));
const faults = (parts: Partial<SampleSp>) => faultsOf(sampleSpXml(parts));

describe('what a good file says', () => {
  test('endpoints, flags, formats', () => {
    const sp = read({
      roleAttributes: 'WantAssertionsSigned="1"',
      roleStart:
        '<md:SingleLogoutService Binding="urn:b" Location="https://ent.example.org/slo" ResponseLocation="https://ent.example.org/slo2"/>' +
        '<md:NameIDFormat> urn:oasis:names:tc:SAML:2.0:nameid-format:transient </md:NameIDFormat>',
    });
    expect(sp.entityId).toBe('https://ent.example.org/sp');
    expect(sp.acs).toEqual([{ location: 'https://ent.example.org/acs', index: 0, isDefault: true }]);
    expect(sp.singleLogout).toEqual([
      {
        binding: 'urn:b',
        location: 'https://ent.example.org/slo',
        responseLocation: 'https://ent.example.org/slo2',
      },
    ]);
    expect(sp.nameIdFormats).toEqual(['urn:oasis:names:tc:SAML:2.0:nameid-format:transient']);
    expect(sp).toMatchObject({ authnRequestsSigned: false, wantAssertionsSigned: true });
    expect(sp.warnings).toHaveLength(1);
    expect(sp.warnings[0]).toContain('no encryption key');
  });

  test.each([
    ['the first marked default', ['', 'isDefault="true"', 'isDefault="1"'], 1],
    ['else the first not marked otherwise', ['isDefault="false"', '', ''], 1],
    ['else the first', ['isDefault="false"', 'isDefault="0"', 'isDefault="false"'], 0],
  ])('default ACS: %s', (_, marks, chosen) => {
    const sp = read({
      acs: marks.map((mark, index) => acsXml(`https://a.example/${index}`, index, mark)).join(''),
    });
    expect(sp.acs.map((acs) => acs.isDefault)).toEqual(marks.map((__, index) => index === chosen));
  });

  test('other bindings are no ACS of ours, and may share an index', () => {
    const artifact = acsXml('https://a.example/art', 0).replace(
      POST,
      'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact',
    );
    expect(read({ acs: artifact + acsXml('https://a.example/post', 0) }).acs).toHaveLength(1);
  });

  test('names: mdui, else ServiceName, else organisation; by primary language', () => {
    const organisation =
      '<md:Organization><md:OrganizationName xml:lang="fr">O</md:OrganizationName><md:OrganizationDisplayName xml:lang="fr">Orga</md:OrganizationDisplayName></md:Organization>';
    const service =
      '<md:AttributeConsumingService index="1"><md:ServiceName xml:lang="en-GB">Service</md:ServiceName></md:AttributeConsumingService>';
    const mdui =
      '<md:Extensions><mdui:UIInfo><mdui:DisplayName xml:lang="FR">ENT</mdui:DisplayName><mdui:DisplayName xml:lang="fr-CA">Autre</mdui:DisplayName>' +
      '<mdui:InformationURL xml:lang="fr">https://ent.example.org/</mdui:InformationURL><mdui:InformationURL xml:lang="en">javascript:alert(1)</mdui:InformationURL></mdui:UIInfo></md:Extensions>';
    expect(read({ entityEnd: organisation }).displayName).toEqual({ fr: 'Orga' });
    expect(read({ entityEnd: organisation, roleEnd: service }).displayName).toEqual({ en: 'Service' });
    const full = read({ entityEnd: organisation, roleEnd: service, roleStart: mdui });
    expect(full.displayName).toEqual({ fr: 'ENT' });
    expect(full.informationUrl).toEqual({ fr: 'https://ent.example.org/' });
    expect(read().displayName).toEqual({});
  });

  test('IIP-MD05 unknown extensions are harmless, entity attributes are kept', () => {
    const sp = read({
      extensions:
        '<md:Extensions><x:y xmlns:x="urn:x"><x:z/></x:y><mdattr:EntityAttributes><saml:Attribute Name="http://macedir.org/entity-category"><saml:AttributeValue>http://refeds.org/category/code-of-conduct/v2</saml:AttributeValue></saml:Attribute></mdattr:EntityAttributes></md:Extensions>',
    });
    expect(sp.entityAttributes).toEqual([
      {
        name: 'http://macedir.org/entity-category',
        values: ['http://refeds.org/category/code-of-conduct/v2'],
      },
    ]);
  });

  test('IIP-IDP04 requested attributes', () => {
    const sp = read({
      roleEnd:
        '<md:AttributeConsumingService index="3" isDefault="true"><md:ServiceName xml:lang="fr">S</md:ServiceName><md:RequestedAttribute Name="urn:oid:2.5.4.4" isRequired="true"/><md:RequestedAttribute Name="mail"/></md:AttributeConsumingService>',
    });
    expect(sp.attributeConsumingServices).toEqual([
      {
        index: 3,
        isDefault: true,
        requested: [
          { name: 'urn:oid:2.5.4.4', isRequired: true },
          { name: 'mail', isRequired: false },
        ],
      },
    ]);
  });

  test('an EntitiesDescriptor of one is read; the earliest validUntil counts', () => {
    const one = sampleSpXml({ entityAttributes: 'validUntil="2026-12-01T00:00:00.5Z"' }).replace(
      /^<\?xml.*\n/,
      '',
    );
    const xml = `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" validUntil="2026-11-01T00:00:00Z">${one}</md:EntitiesDescriptor>`;
    const sp = readSpMetadata(xml, { ownEntityId, now });
    expect(sp.validUntil).toEqual(new Date('2026-11-01T00:00:00Z'));
    expect(sp.warnings).toContainEqual(expect.stringContaining('valid until 2026-11-01T00:00:00.000Z'));
  });

  test('the declared encoding of a decoded string says nothing any more', () => {
    const xml = sampleSpXml({
      entityEnd:
        '<md:Organization><md:OrganizationDisplayName xml:lang="fr">École</md:OrganizationDisplayName></md:Organization>',
    });
    for (const encoding of ['ISO-8859-1', 'UTF-16']) {
      const sp = readSpMetadata(xml.replace('UTF-8', encoding), { ownEntityId, now });
      expect(sp.displayName).toEqual({ fr: 'École' });
    }
  });
});

describe('what is refused, and what to do', () => {
  test.each([
    ['a document type', '<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>', '<!DOCTYPE'],
    ['broken XML', '<md:EntityDescriptor>', 'not well-formed'],
    ['nothing', '', 'not well-formed'],
    ['another document', '<html/>', 'begins with "html"'],
    ['the right name in another namespace', '<EntityDescriptor xmlns="urn:evil"/>', 'begins with'],
    ['more than 2 MB', `<a>${' '.repeat(2 * 1024 * 1024)}</a>`, 'over 2 MB'],
    ['depth', '<a>'.repeat(3000), 'not well-formed'],
    [
      'an empty aggregate',
      '<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>',
      'nothing in it',
    ],
  ])('%s', (_, xml, expected) => {
    expect(faultsOf(xml)).toEqual([expect.stringContaining(expected)]);
  });

  test('several entities: says to take one', () => {
    const entity = '<EntityDescriptor entityID="https://one.example"/>';
    const xml = `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${entity}${entity}</EntitiesDescriptor>`;
    expect(faultsOf(xml)).toEqual([expect.stringMatching(/has 2 entities .*take one EntityDescriptor/)]);
  });

  test('all faults at once', () => {
    const found = faults({
      entityId: ownEntityId,
      entityAttributes: 'validUntil="2020-01-01T00:00:00Z"',
      roleStart: keyXml('AAAA', 'signing'),
      acs:
        acsXml('http://ent.example.org/acs', 70000) +
        acsXml('https://a.example/', 1) +
        acsXml('https://b.example/', 1),
      roleAttributes: 'AuthnRequestsSigned="true"',
    });
    for (const expected of [
      'entityID is that of this gateway',
      'validUntil 2020-01-01T00:00:00Z is past',
      'is not a certificate',
      'no signing certificate',
      'is plain http',
      'index "70000"',
      'index 1 stands twice',
    ]) {
      expect(found).toContainEqual(expect.stringContaining(expected));
    }
    expect(found).toHaveLength(7);
  });

  test('an identity provider is told so, with its other faults', () => {
    const xml = sampleSpXml({ entityId: '' }).replaceAll('SPSSODescriptor', 'IDPSSODescriptor');
    expect(faultsOf(xml)).toEqual([
      expect.stringContaining('this is an identity provider'),
      expect.stringContaining('no entityID'),
    ]);
    expect(faultsOf(sampleSpXml().replace('SAML:2.0:protocol', 'SAML:1.1:protocol'))).toHaveLength(1);
  });

  test('no POST ACS, an unreadable date', () => {
    expect(faults({ acs: '' })).toEqual([expect.stringContaining('HTTP-POST')]);
    expect(faults({ entityAttributes: 'validUntil="tomorrow"' })).toEqual([
      expect.stringContaining('"tomorrow"'),
    ]);
    expect(faults({ entityAttributes: 'validUntil="2026-99-01T00:00:00Z"' })).toHaveLength(1);
    expect(faults({ entityAttributes: 'validUntil="2027-02-30T00:00:00Z"' })).toHaveLength(1);
  });
});
