import fc from 'fast-check';
import type { Subject } from '../../../src/accounts/ports.js';
import { attributeCatalogue, findAttribute } from '../../../src/federation/attributes.js';
import { mayUse, releaseAttributes, requestedNames } from '../../../src/federation/release.js';
import type { ReleasePolicy, SpSwitches } from '../../../src/federation/service-provider.js';
import { sampleRecord } from '../../support/sample-sp.js';
import { sampleGuardian, samplePupil } from '../../support/sample-subject.js';

const context = {
  baseUrl: 'https://gateway.example.org',
  authnInstant: new Date('2026-09-01T08:15:30.123Z'),
};

function release(subject: Subject, policy: ReleasePolicy = 'all', switches: Partial<SpSwitches> = {}) {
  const record = sampleRecord({}, { release: policy, switches: { attribute_names: 'basic', ...switches } });
  const attributes = releaseAttributes(record, subject, context);
  return Object.fromEntries(attributes.map(({ name, values }) => [name, values]));
}

test('the whole catalogue for a pupil', () => {
  expect(release(samplePupil)).toEqual({
    FrEduUrlRetour: ['https://gateway.example.org/deconnexion'],
    FrEduCtDateConnexion: ['2026-09-01 08:15:30.123'],
    FrEduCtPersonAffiliation: ['eleve2d'],
    FrEduCtId: ['ab'.repeat(48)],
    FrEduCtEleveINEHash: ['0123456789abcdef0123456789abcdef'],
    FrEduCtDateNaissance: ['2010-05-07'],
    FrEduCtEleveUAI: ['9990001X', '9990002Y'],
    FrEduCtEleveNiveau: ['2212'],
    FrEduCtEleveCivilite: ['M.'],
    FrEduCtRefId: ['{AAF}10|9990001X|910001', '{AAF}10|9990002Y|910002'],
    FrEduVecteur: ['4|||55001|9990001X'],
    FrEduOrigAuth: ['ECT'],
    sn: ['Exemple'],
    givenName: ['Noé'],
    displayName: ['Noé Exemple'],
    uid: ['n.exemple'],
    mail: ['noe@example.org'],
    eduPersonAffiliation: ['student', 'member'],
    eduPersonPrincipalName: ['n.exemple@gateway.example.org'],
    supannEtablissement: ['{UAI}9990001X', '{UAI}9990002Y'],
    supannEtuEtape: ['{SIREN:110043015:MEFSTAT4}2212'],
    supannOidcDateDeNaissance: ['2010-05-07'],
  });
});

test('a guardian: no attribute of pupils, one vector per child with own names as they stand', () => {
  expect(release(sampleGuardian)).toEqual({
    FrEduUrlRetour: ['https://gateway.example.org/deconnexion'],
    FrEduCtDateConnexion: ['2026-09-01 08:15:30.123'],
    FrEduCtPersonAffiliation: ['resp1d', 'resp2d'],
    FrEduCtId: ['cd'.repeat(48)],
    FrEduCtRefId: ['{AAF}10|9990001X|920001', '{AAF}69|9990003Z|7'],
    FrEduVecteur: ["1|D'Exemple  Martin|Chloé|600|9990002Y", "2|D'Exemple  Martin|Chloé|700|9990001X"],
    FrEduOrigAuth: ['ECT'],
    sn: ["D'Exemple  Martin"],
    givenName: ['Chloé'],
    displayName: ["Chloé D'Exemple  Martin"],
    uid: ['c.exemple'],
    eduPersonAffiliation: ['affiliate'],
    eduPersonPrincipalName: ['c.exemple@gateway.example.org'],
  });
});

test('a name with a bar cannot forge a vector', () => {
  const forger = { ...sampleGuardian, person: { ...sampleGuardian.person, sn: 'x|y|1|9990001X' } };
  expect(release(forger)['FrEduVecteur']).toBeUndefined();
});

test('a primary pupil has type 3; without school nothing is invented', () => {
  const [school] = samplePupil.person.schools;
  const primary = {
    ...samplePupil,
    person: { ...samplePupil.person, schools: [{ ...school!, degree: 1 as const }] },
  };
  expect(release(primary)).toMatchObject({
    FrEduVecteur: ['3|||55001|9990001X'],
    FrEduCtPersonAffiliation: ['eleve1d'],
  });
  const bare = { ...samplePupil, person: { sn: 'E', givenName: 'N', schools: [], childIds: [] } };
  expect(
    Object.keys(release(bare, ['FrEduVecteur', 'FrEduCtPersonAffiliation', 'FrEduCtRefId', 'sn'])),
  ).toEqual(['sn']);
});

test('single_affiliation keeps one value, secondary school first', () => {
  expect(release(sampleGuardian, 'all', { single_affiliation: true })['FrEduCtPersonAffiliation']).toEqual([
    'resp2d',
  ]);
});

test('uri names have OID and FriendlyName; those without OID stay plain', () => {
  const record = sampleRecord({}, { release: ['sn', 'FrEduVecteur', 'FrEduCtEleveUAI'] });
  expect(releaseAttributes(record, samplePupil, context)).toEqual([
    {
      name: 'urn:oid:1.3.6.1.4.1.20326.10.999.1.72',
      nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
      friendlyName: 'FrEduCtEleveUAI',
      values: ['9990001X', '9990002Y'],
    },
    {
      name: 'FrEduVecteur',
      nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
      values: ['4|||55001|9990001X'],
    },
    {
      name: 'urn:oid:2.5.4.4',
      nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
      friendlyName: 'sn',
      values: ['Exemple'],
    },
  ]);
});

describe('E06, IIP-IDP02: nothing outside the policy', () => {
  test('whatever the policy lists', () => {
    const names = attributeCatalogue.map((entry) => entry.name);
    const policy = fc.uniqueArray(fc.oneof(fc.constantFrom(...names), fc.string(), fc.constant('__proto__')));
    const property = fc.property(policy, fc.constantFrom(samplePupil, sampleGuardian), (listed, subject) => {
      const sent = Object.keys(release(subject, listed));
      expect(sent.filter((name) => !listed.includes(name))).toEqual([]);
      const had = Object.keys(release(subject));
      expect(sent.sort()).toEqual(had.filter((name) => listed.includes(name)).sort());
    });
    fc.assert(property, { seed: 1, numRuns: 200 });
  });
  test('an empty policy releases nothing', () => {
    expect(release(samplePupil, [])).toEqual({});
  });
  test('what the metadata requests is not released for that', () => {
    const roleEnd =
      '<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="fr">S</md:ServiceName><md:RequestedAttribute Name="mail" isRequired="true"/></md:AttributeConsumingService>';
    expect(releaseAttributes(sampleRecord({ roleEnd }), samplePupil, context)).toEqual([]);
  });
});

test('M10, IIP-IDP04: requested names are found by literal name or OID, others are data', () => {
  const wish = (name: string) => `<md:RequestedAttribute Name="${name}"/>`;
  const names = ['urn:oid:2.5.4.4', 'SN', 'FrEduVecteur', '__proto__', 'constructor', 'urn:oid:2.5.4.20'];
  const roleEnd = `<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="fr">S</md:ServiceName>${names.map(wish).join('')}</md:AttributeConsumingService>`;
  expect(requestedNames(sampleRecord({ roleEnd }).metadata)).toEqual({
    known: ['sn', 'FrEduVecteur'],
    unknown: ['__proto__', 'constructor', 'urn:oid:2.5.4.20'],
  });
});

test('names and OIDs of the catalogue are unique', () => {
  const keys = attributeCatalogue.flatMap(({ name, oid }) => [name.toLowerCase(), ...(oid ? [oid] : [])]);
  expect(new Set(keys).size).toBe(keys.length);
  for (const entry of attributeCatalogue) expect(findAttribute(entry.name)).toBe(entry);
});

describe('P13: a portal reserved to some schools', () => {
  const of = (...schools: string[]) => sampleRecord({}, { switches: { schools } });
  test('everyone when none is named', () => expect(mayUse(of(), samplePupil)).toBe(true));
  test('its pupils, and the guardians of its pupils', () => {
    expect(mayUse(of('9990002Y'), samplePupil)).toBe(true);
    expect(mayUse(of('9990004A'), samplePupil)).toBe(false);
    const guardian = { ...sampleGuardian, person: { ...sampleGuardian.person, schools: [] } };
    expect(mayUse(of('9990002Y'), guardian)).toBe(true);
    expect(mayUse(of('9990003Z'), guardian)).toBe(false);
  });
});
