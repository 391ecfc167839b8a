import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  makeFamilies,
  type SyntheticFamily,
  type SyntheticGuardian,
  type SyntheticPupil,
} from '../../../src/directory/synthetic/make-families.js';
import { makeSchool, syntheticAcademy } from '../../../src/directory/synthetic/make-school.js';
import { SeededRandom } from '../../../src/random.js';
import { aafHead, aafTail, addRequest } from './aaf-records.js';
import { FeedFile, type FeedEncoding } from './feed-file.js';

export interface AafOrder {
  folder: string;
  pupils: number;
  guardians: number;
  schools: number;
  encoding?: FeedEncoding;
  /** Pupils that the feed leaves out, by index: to see them leave. */
  without?: (index: number) => boolean;
  seed?: string;
}

/** Writes a complete AAF feed of synthetic people, a family at a time; gives the number of persons in it. */
export async function writeAaf(order: AafOrder): Promise<number> {
  const { folder, encoding = 'utf-8' } = order;
  await mkdir(folder, { recursive: true });
  const open = async (type: string): Promise<FeedFile> => {
    const file = await FeedFile.create(
      join(folder, `ENT_9990001X_Complet_20260901_${type}_0000.xml`),
      encoding,
    );
    await file.write(aafHead(encoding.toUpperCase()));
    return file;
  };
  const schools = await open('EtabEducNat');
  for (let index = 0; index < order.schools; index += 1) await schools.write(schoolRecord(index));
  const pupils = await open('Eleve');
  const guardians = await open('PersRelEleve');
  const random = new SeededRandom(order.seed ?? 'aaf');
  let count = 0;
  for (const family of makeFamilies({ ...order, schoolYear: 2026 }, random)) {
    const present = family.pupils.filter(({ index }) => order.without?.(index) !== true);
    for (const pupil of present) await pupils.write(pupilRecord(pupil, family));
    for (const guardian of family.guardians) await guardians.write(guardianRecord(guardian, family));
    count += present.length + (present.length > 0 ? family.guardians.length : 0);
  }
  for (const file of [schools, pupils, guardians]) {
    await file.write(aafTail);
    await file.close();
  }
  return count;
}

function schoolRecord(index: number): string {
  const { school } = makeSchool(index);
  return addRequest('EtabEducNat', school.structureId ?? '', {
    ENTStructureJointure: school.structureId,
    ENTStructureUAI: school.uai,
    ENTStructureNomCourant: school.name,
    ENTStructureTypeStruct: school.degree === 1 ? 'ECOLE ELEMENTAIRE' : 'COLLEGE',
    ENTServAcAcademie: 'Sans objet',
    ENTServAcCodeAcademie: syntheticAcademy,
    ENTStructureClasses: school.classes.map(({ name }) => `${name}$Classe ${name}$10010012110`),
  });
}

const structureOf = new Map<string, string>();
function structure(uai: string): string {
  if (structureOf.size === 0) {
    for (let index = 0; index < 9_000; index += 1) {
      const { school } = makeSchool(index);
      structureOf.set(school.uai, school.structureId ?? '');
    }
  }
  return structureOf.get(uai) ?? '';
}

function pupilRecord({ person, ine }: SyntheticPupil, { guardians }: SyntheticFamily): string {
  const [school] = person.schools;
  const at = structure(school?.uai ?? '');
  const [year, month, day] = (person.birthDate ?? '').split('-');
  return addRequest('Eleve', school?.jointure ?? '', {
    ENTPersonJointure: school?.jointure,
    ENTEleveINE: ine,
    ENTEleveStructRattachId: school?.structureId,
    ENTPersonDateNaissance: `${day}/${month}/${year}`,
    ENTPersonNomPatro: person.sn,
    sn: person.sn,
    givenName: person.givenName,
    ENTPersonAutresPrenoms: [person.givenName, 'Camille'],
    personalTitle: person.title,
    ENTElevePersRelEleve: guardians.map(
      ({ person: { schools } }, place) => `${schools[0]?.jointure}$${place + 1}0$1$1$1$0`,
    ),
    ENTEleveMEF: '10010012110',
    ENTEleveLibelleMEF: '6EME',
    ENTEleveNivFormation: '6EME',
    ENTPersonStructRattach: at,
    ENTEleveClasses: `${at}$${school?.className}`,
    ENTEleveGroupes: [`${at}$${school?.className}GR1`, `${at}$${school?.className}ANG`],
    ENTEleveRegime: 'DEMI-PENSIONNAIRE DANS L ETABLISSEMENT',
    ENTEleveBoursier: 'N',
    ENTPersonAdresse: '12 rue des Exemples',
    ENTPersonCodePostal: '99000',
    ENTPersonVille: 'Villeneuve-les-Exemples',
    ENTPersonPays: 'FRANCE',
  });
}

function guardianRecord({ person, index }: SyntheticGuardian, { pupils }: SyntheticFamily): string {
  const jointure = person.schools[0]?.jointure ?? '';
  return addRequest('PersRelEleve', jointure, {
    ENTPersonJointure: jointure,
    sn: person.sn,
    givenName: person.givenName,
    personalTitle: person.title,
    homePhone: '+33 1 99 00 00 00',
    mobile: index % 10 === 9 ? undefined : `06${String(10_000_000 + (index % 89_999_999))}`,
    mail: index % 7 === 6 ? undefined : `guardian${index}@familles.example.org`,
    ENTPersonAdresse: '12 rue des Exemples',
    ENTPersonCodePostal: '99000',
    ENTPersonVille: 'Villeneuve-les-Exemples',
    ENTPersonPays: 'FRANCE',
    ENTAuxPersRelEleveEleve: pupils.map(({ person: { schools } }) => schools[0]?.jointure ?? ''),
  });
}
