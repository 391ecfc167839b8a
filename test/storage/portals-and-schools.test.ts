import type { ServiceProvider } from '../../src/federation/ports.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

function serviceProvider(entityId: string): ServiceProvider {
  return {
    entityId,
    metadata: {
      entityId,
      validUntil: new Date('2027-01-01T00:00:00Z'),
      displayName: { fr: 'ENT de démonstration' },
      informationUrl: {},
      acs: [{ location: 'https://ent.example.org/acs', index: 0, isDefault: true }],
      singleLogout: [],
      signingCertificates: ['MIIB'],
      encryptionKeys: [{ certificate: 'MIIC', methods: [{ algorithm: 'aes' }] }],
      nameIdFormats: [],
      authnRequestsSigned: true,
      wantAssertionsSigned: true,
      attributeConsumingServices: [],
    },
    release: ['sn', 'givenName'],
    switches: {
      enabled: true,
      legacy_sha1: false,
      accept_minimum: false,
      require_signed_requests: false,
      encrypt: 'auto',
      attribute_names: 'uri',
      single_affiliation: false,
      sign_response: true,
      sign_assertion: true,
      schools: ['9990001X'],
      profile_hints: { 'urn:oasis:names:tc:SAML:2.0:ac:classes:X.509$a': 'pupil' },
    },
    xml: '<EntityDescriptor/>',
    source: 'ent.xml',
    createdAt: new Date('2026-09-01T08:00:00Z'),
    updatedAt: new Date('2026-09-02T08:00:00Z'),
  };
}

describeOnEachStore('Portals', (opened) => {
  const portals = () => opened().storage.serviceProviders;

  it('gives back the record whole, points in names included', async () => {
    const record = serviceProvider(`https://${fresh('ent')}.example.org/sp`);
    await portals().save(record);
    expect(await portals().find(record.entityId)).toEqual(record);
    expect(await portals().all()).toContainEqual(record);
  });

  it('replaces the record of the same entityID', async () => {
    const record = serviceProvider(`https://${fresh('ent')}.example.org/sp`);
    await portals().save(record);
    await portals().save({ ...record, release: 'all' });
    expect(await portals().find(record.entityId)).toEqual({ ...record, release: 'all' });
    expect((await portals().all()).filter(({ entityId }) => entityId === record.entityId)).toHaveLength(1);
  });

  it('removes it, and says when there was none', async () => {
    const record = serviceProvider(`https://${fresh('ent')}.example.org/sp`);
    await portals().save(record);
    expect(await portals().remove(record.entityId)).toBe(true);
    expect(await portals().remove(record.entityId)).toBe(false);
    expect(await portals().find(record.entityId)).toBeUndefined();
  });

  it('has another revision after each change, and the same between', async () => {
    const record = serviceProvider(`https://${fresh('ent')}.example.org/sp`);
    const revisions = [await portals().revision()];
    await portals().save(record);
    revisions.push(await portals().revision());
    await portals().remove(record.entityId);
    revisions.push(await portals().revision());
    expect(new Set(revisions).size).toBe(3);
    expect(await portals().revision()).toBe(revisions[2]);
  });
});

describeOnEachStore('Persistent NameIDs', (opened) => {
  const nameIds = () => opened().storage.nameIds;

  it('E07 stay the same at one portal, and differ between portals and accounts', async () => {
    const [one, two] = [fresh('account'), fresh('account')];
    expect(await nameIds().getOrCreate(one, 'sp-a', 'first')).toBe('first');
    expect(await nameIds().getOrCreate(one, 'sp-a', 'second')).toBe('first');
    expect(await nameIds().getOrCreate(one, 'sp-b', 'third')).toBe('third');
    expect(await nameIds().getOrCreate(two, 'sp-a', 'fourth')).toBe('fourth');
  });

  it('are one value when many ask at once', async () => {
    const account = fresh('account');
    const values = await Promise.all(
      Array.from({ length: 12 }, (_, index) => nameIds().getOrCreate(account, 'sp', `value-${index}`)),
    );
    expect(new Set(values).size).toBe(1);
  });
});

describeOnEachStore('Schools', (opened) => {
  const schools = () => opened().storage.schools;

  it('are added and replaced by UAI', async () => {
    const school = { uai: '9990001X', name: 'Collège Exemple', degree: 2, academy: '10' } as const;
    const withClasses = { ...school, classes: [{ name: '4A', level: '2115' }, { name: '6A' }] };
    await schools().saveMany([{ ...school, classes: [] }]);
    await schools().saveMany([withClasses]);
    expect(await schools().find('9990001X')).toEqual(withClasses);
    expect(await schools().find('9990002Y')).toBeUndefined();
    expect(await schools().count()).toBe(1);
  });
});
