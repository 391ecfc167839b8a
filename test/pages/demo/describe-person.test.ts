import type { NewAccount, Subject } from '../../../src/accounts/ports.js';
import { demoAccounts, demoSchools } from '../../../src/demo/demo-people.js';
import { describePerson } from '../../../src/demo/describe-person.js';
import { explainAttribute } from '../../../src/demo/explain-attributes.js';
import { attributeCatalogue } from '../../../src/federation/attributes.js';

const accounts = demoAccounts('hash', new Date('2026-11-24T09:00:00Z'));

function subjectOf(identifier: string): Subject {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const account = accounts.find((one) => one.identifier === identifier) as NewAccount;
  const children = account.person.childIds.map((id) => {
    const { sn, givenName, schools } = byId.get(id)?.person as NewAccount['person'];
    return { accountId: id, sn, givenName, schools };
  });
  const { kind, person, frEduCtId = '' } = account;
  return { accountId: account.id ?? '', kind, identifier, frEduCtId, person, children };
}

/** What the gateway's catalogue gives for that person, by friendly name. */
function received(identifier: string, names?: readonly string[]) {
  const context = { baseUrl: 'http://gateway.test', authnInstant: new Date('2026-11-24T08:15:30.123Z') };
  return attributeCatalogue
    .filter(({ name }) => names === undefined || names.includes(name))
    .map(({ name, oid, values }) => ({
      name: oid === undefined ? name : `urn:oid:${oid}`,
      ...(oid === undefined ? {} : { friendlyName: name }),
      values: values(subjectOf(identifier), context),
    }))
    .filter(({ values }) => values.length > 0);
}

const minimal = ['FrEduCtId', 'FrEduCtPersonAffiliation', 'FrEduCtEleveUAI', 'FrEduCtEleveNiveau'];

describe('describePerson', () => {
  it.each([
    ['e.durand', 'Vous êtes Emma Durand, élève de 2de GT au lycée Alice-Guy.'],
    ['n.durand', 'Vous êtes Noé Durand, élève à l’école élémentaire des Tilleuls.'],
    ['c.dangelo', 'Vous êtes Chloé D’Angelo, élève de 3e au collège Jeanne-Barret.'],
    [
      'c.durand',
      'Vous êtes Claire Durand, responsable d’élève au lycée Alice-Guy et à l’école élémentaire des Tilleuls.',
    ],
    ['s.benali', 'Vous êtes Samir Benali, responsable d’élève au collège Jeanne-Barret.'],
  ])('knows %s by the whole catalogue', (identifier, sentence) => {
    expect(describePerson(received(identifier), demoSchools)).toEqual({ sentence });
  });

  it.each([
    ['e.durand', 'Vous êtes élève de 2de GT au lycée Alice-Guy.'],
    ['c.durand', 'Vous êtes responsable d’élève à l’école et au collège ou au lycée.'],
  ])('says that it was not told the name of %s', (identifier, sentence) => {
    const described = describePerson(received(identifier, minimal), demoSchools);
    expect(described.sentence).toBe(sentence);
    expect(described.note).toContain('ne reçoit pas votre nom');
  });

  it('says the least when nothing came', () => {
    expect(describePerson([], demoSchools).sentence).toBe('Vous êtes connecté.');
  });

  it('calls a school it does not know by its code', () => {
    expect(describePerson(received('e.durand'), []).sentence).toContain('à l’établissement 9990102G');
  });
});

describe('explainAttribute', () => {
  it('has words for every attribute of the catalogue', () => {
    const unknown = explainAttribute({ name: 'x', values: [] }, []).about;
    const without = attributeCatalogue
      .map(({ name }) => name)
      .filter((name) => explainAttribute({ name, values: [] }, []).about === unknown);
    expect(without).toEqual([]);
  });

  const meanings = (identifier: string, title: string): (string | undefined)[] => {
    const explained = received(identifier).map((attribute) => explainAttribute(attribute, demoSchools));
    return explained.find((one) => one.title === title)?.values.map(({ meaning }) => meaning) ?? [];
  };

  it.each([
    ['e.durand', 'FrEduCtEleveNiveau', ['2de GT']],
    ['e.durand', 'FrEduCtDateNaissance', ['14 mars 2011']],
    ['e.durand', 'FrEduCtDateConnexion', ['24 novembre 2026 à 09:15:30, heure de Paris']],
    ['e.durand', 'FrEduVecteur', ['élève, 2nd degré, lycée Alice-Guy']],
    ['e.durand', 'FrEduCtRefId', ['académie 98, lycée Alice-Guy, numéro 900001']],
    ['e.durand', 'supannEtablissement', ['lycée Alice-Guy']],
    [
      'c.durand',
      'FrEduVecteur',
      [
        'responsable, 2nd degré, Claire Durand, lycée Alice-Guy',
        'responsable, 1er degré, Claire Durand, école élémentaire des Tilleuls',
      ],
    ],
  ])('gives %s the meaning of %s', (identifier, title, expected) => {
    expect(meanings(identifier, title)).toEqual(expected);
  });

  it('leaves a value that it cannot read without a meaning', () => {
    for (const title of ['FrEduVecteur', 'FrEduCtRefId', 'FrEduCtPersonAffiliation', 'FrEduCtEleveNiveau']) {
      const { values } = explainAttribute({ name: title, values: ['?', 'constructor'] }, []);
      expect(values).toEqual([{ raw: '?' }, { raw: 'constructor' }]);
    }
  });

  it('shows an attribute named like a member of Object as any other', () => {
    expect(explainAttribute({ name: 'constructor', values: ['a'] }, []).values).toEqual([{ raw: 'a' }]);
  });
});
