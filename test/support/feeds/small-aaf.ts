import { aafFile, addRequest } from './aaf-records.js';

type Values = Record<string, string | readonly string[] | undefined>;

/** The name of a file of a feed. */
export function aafName(type: string, scope = 'Complet'): string {
  return `ENT_9990001X_${scope}_20260901_${type}_0000.xml`;
}

export const collège = addRequest('EtabEducNat', '801', {
  ENTStructureJointure: '801',
  ENTStructureUAI: '9990001X',
  ENTStructureNomCourant: 'Collège des Exemples',
  ENTStructureTypeStruct: 'COLLEGE',
  ENTServAcCodeAcademie: '09',
  ENTStructureClasses: ['6A$Sixième A$10010012110', '4B$Quatrième B$10210001110'],
});

export const lycée = addRequest('EtabEducNat', '802', {
  ENTStructureJointure: '802',
  ENTStructureUAI: '9990002Y',
  ENTStructureNomCourant: 'Lycée des Exemples',
  ENTStructureTypeStruct: 'LYCEE',
  ENTServAcCodeAcademie: '09',
});

/** A pupil of the collège; `changes` replace or, undefined, leave out attributes. */
export function aafPupil(jointure: string, changes: Values = {}): string {
  return addRequest('Eleve', jointure, {
    ENTPersonJointure: jointure,
    ENTEleveINE: `${String(990_000_000 + Number(jointure)).slice(-9)}ZZ`,
    ENTEleveStructRattachId: `55${jointure}`,
    ENTPersonDateNaissance: '14/02/2013',
    sn: 'Exemple',
    givenName: 'Noé',
    personalTitle: 'M.',
    ENTEleveMEF: '10010012110',
    ENTPersonStructRattach: '801',
    ENTEleveClasses: '801$6A',
    ...changes,
  });
}

export function aafGuardian(jointure: string, changes: Values = {}): string {
  return addRequest('PersRelEleve', jointure, {
    ENTPersonJointure: jointure,
    sn: 'Exemple',
    givenName: 'Anne',
    personalTitle: 'Mme',
    mobile: '06 12 34 56 78',
    mail: `parent${jointure}@familles.example.org`,
    ...changes,
  });
}

/** A link to a guardian: legal unless said otherwise. */
export function link(guardian: string, legal = '1', kind = '10'): string {
  return `${guardian}$${kind}$1$${legal}$1$0`;
}

/** The files of a complete feed. */
export function aafFeed(records: {
  schools?: readonly string[];
  pupils: readonly string[];
  guardians?: readonly string[];
}): Record<string, string> {
  const { schools = [collège], pupils, guardians } = records;
  return {
    [aafName('EtabEducNat')]: aafFile(...schools),
    [aafName('Eleve')]: aafFile(...pupils),
    ...(guardians === undefined ? {} : { [aafName('PersRelEleve')]: aafFile(...guardians) }),
  };
}

/** Mother and father by legal links, and a contact without one. */
export const family = [link('920001'), link('920002', '1', '20'), link('920003', '0', '39')];
/** Two pupils, one of them with that family. */
export const feed = aafFeed({
  pupils: [aafPupil('910001', { ENTElevePersRelEleve: family }), aafPupil('910002', { givenName: 'Zoé' })],
  guardians: [
    aafGuardian('920001'),
    aafGuardian('920002', { givenName: 'Luc', personalTitle: 'M.', mobile: '0692123456' }),
    aafGuardian('920003', { givenName: 'Contact' }),
  ],
});
/** Twenty pupils more, so that one who is missing is few. */
export const others = Array.from({ length: 20 }, (_, index) =>
  aafPupil(String(930_000 + index), { sn: `Autre${index}` }),
);
