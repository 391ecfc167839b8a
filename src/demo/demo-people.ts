import type { AccountKind, NewAccount, SchoolAttachment } from '../accounts/ports.js';
import type { School } from '../directory/ports.js';
import { SeededRandom } from '../random.js';

/** The password of every demo account, shown on the start page. */
export const demoPassword = 'Passerelle-demo-1';

/** MEFSTAT4 codes (domain 3). */
const levels = { quatrieme: '2115', troisieme: '2116', seconde: '2211', terminale: '2213' } as const;

export const demoSchools: readonly School[] = [
  {
    uai: '9990101F',
    name: 'collège Jeanne-Barret',
    degree: 2,
    academy: '98',
    structureId: '5101',
    classes: [
      { name: '4A', level: levels.quatrieme },
      { name: '4B', level: levels.quatrieme },
      { name: '3A', level: levels.troisieme },
    ],
  },
  {
    uai: '9990102G',
    name: 'lycée Alice-Guy',
    degree: 2,
    academy: '98',
    structureId: '5102',
    classes: [
      { name: '2GT3', level: levels.seconde },
      { name: 'TG1', level: levels.terminale },
    ],
  },
  {
    uai: '9990103H',
    name: 'école élémentaire des Tilleuls',
    degree: 1,
    academy: '98',
    structureId: '5103',
    classes: [{ name: 'CM2' }],
  },
];

/** A person of the demo, as the start page presents them. */
export interface DemoPerson {
  identifier: string;
  kind: AccountKind;
  givenName: string;
  sn: string;
  title: 'M.' | 'Mme';
  /** Pupil: age reached in the calendar year in which the school year begins. */
  age?: number;
  /** Pupil: code of the school and name of the class. */
  attends?: { uai: string; className: string };
  /** Confirmed address: under 15 a parent's. */
  mail?: string;
  /** Guardian: identifiers of the children. */
  children?: readonly string[];
  /** What trying this account shows. */
  shows: string;
}

const pupil = (person: Omit<DemoPerson, 'kind'>): DemoPerson => ({ kind: 'pupil', ...person });
const guardian = (person: Omit<DemoPerson, 'kind'>): DemoPerson => ({ kind: 'guardian', ...person });
const at = (uai: string, className: string): { uai: string; className: string } => ({ uai, className });

export const demoPeople: readonly DemoPerson[] = [
  pupil({
    identifier: 'e.durand',
    givenName: 'Emma',
    sn: 'Durand',
    title: 'Mme',
    age: 15,
    attends: at('9990102G', '2GT3'),
    mail: 'emma.durand@example.org',
    shows: 'Une lycéenne de 2de GT : niveau, établissement, date de naissance.',
  }),
  pupil({
    identifier: 'n.durand',
    givenName: 'Noé',
    sn: 'Durand',
    title: 'M.',
    age: 10,
    attends: at('9990103H', 'CM2'),
    shows: 'Un écolier (1er degré) : pas de niveau, une autre affiliation.',
  }),
  pupil({
    identifier: 'l.benali',
    givenName: 'Lina',
    sn: 'Benali',
    title: 'Mme',
    age: 13,
    attends: at('9990101F', '4A'),
    mail: 'samir.benali@example.org',
    shows: 'Une collégienne de moins de 15 ans.',
  }),
  pupil({
    identifier: 'h.lefevre',
    givenName: 'Hugo',
    sn: 'Lefèvre',
    title: 'M.',
    age: 13,
    attends: at('9990101F', '4B'),
    shows: 'Un nom accentué : l’identifiant n’en garde rien, les attributs gardent tout.',
  }),
  pupil({
    identifier: 'c.dangelo',
    givenName: 'Chloé',
    sn: 'D’Angelo',
    title: 'Mme',
    age: 14,
    attends: at('9990101F', '3A'),
    shows: 'Un nom à apostrophe.',
  }),
  pupil({
    identifier: 'y.nguyen',
    givenName: 'Yanis',
    sn: 'Nguyen',
    title: 'M.',
    age: 17,
    attends: at('9990102G', 'TG1'),
    shows: 'Un lycéen de terminale, de plus de 15 ans.',
  }),
  guardian({
    identifier: 'c.durand',
    givenName: 'Claire',
    sn: 'Durand',
    title: 'Mme',
    mail: 'claire.durand@example.org',
    children: ['e.durand', 'n.durand'],
    shows: 'Deux enfants dans deux établissements : deux affiliations, un FrEduVecteur par enfant.',
  }),
  guardian({
    identifier: 's.benali',
    givenName: 'Samir',
    sn: 'Benali',
    title: 'M.',
    mail: 'samir.benali@example.org',
    children: ['l.benali'],
    shows: 'Un responsable d’une seule enfant.',
  }),
  guardian({
    identifier: 'a.lefevre',
    givenName: 'Anne',
    sn: 'Lefèvre',
    title: 'Mme',
    children: ['h.lefevre'],
    shows: 'Essayez-la sous le profil Élève : la passerelle le dit, et ne laisse pas passer.',
  }),
  guardian({
    identifier: 'j.martin',
    givenName: 'Jeanne',
    sn: 'Martin',
    title: 'Mme',
    mail: 'jeanne.martin@example.org',
    children: ['y.nguyen'],
    shows: 'Elle vient par FranceConnect (Jeanne DURAND, nom d’usage MARTIN) et n’a pas de mot de passe ici.',
  }),
];

/** The first calendar year of the school year of `today`: it begins in August. */
export function schoolYearOf(today: Date): number {
  return today.getUTCMonth() >= 7 ? today.getUTCFullYear() : today.getUTCFullYear() - 1;
}

/**
 * The accounts to store, all active with that password hash. Ids and opaque values follow from the identifiers, so that
 * a second start finds the same people; ages follow `today`.
 */
export function demoAccounts(passwordHash: string, today: Date): NewAccount[] {
  return demoPeople.map((person, index) => ({
    id: accountId(person.identifier),
    kind: person.kind,
    identifier: person.identifier,
    ...mailOf(person),
    state: 'ACTIF',
    passwordHash,
    frEduCtId: derived(`frEduCtId:${person.identifier}`, 48),
    person: {
      sn: person.sn,
      givenName: person.givenName,
      title: person.title,
      schools: attachments(person, index),
      childIds: (person.children ?? []).map(accountId),
      ...(person.age === undefined ? {} : pupilFacts(person, person.age, today)),
    },
  }));
}

function mailOf({ mail, age = 15 }: DemoPerson): Pick<NewAccount, 'mail' | 'mailOwner'> {
  return mail === undefined ? {} : { mail, mailOwner: age < 15 ? 'parent' : 'own' };
}

function pupilFacts(person: DemoPerson, age: number, today: Date): { birthDate: string; ineHash: string } {
  return {
    birthDate: `${schoolYearOf(today) - age}-03-14`,
    ineHash: derived(`ine:${person.identifier}`, 16),
  };
}

function attachments(person: DemoPerson, index: number): SchoolAttachment[] {
  const jointure = String(900_001 + index);
  if (person.attends !== undefined) return [attachment(person.attends, jointure)];
  const children = demoPeople.filter(({ identifier }) => person.children?.includes(identifier));
  return children.flatMap((child) => (child.attends ? [link(child.attends.uai, jointure)] : []));
}

/** Where a pupil is: school, class and level. */
export function attachment(place: { uai: string; className: string }, jointure: string): SchoolAttachment {
  const found = schoolOf(place.uai).classes.find(({ name }) => name === place.className);
  if (found === undefined) {
    throw new Error(`Données de démonstration : ${place.uai} n'a pas de classe ${place.className}.`);
  }
  return {
    ...link(place.uai, jointure),
    className: found.name,
    ...(found.level === undefined ? {} : { level: found.level }),
  };
}

/** What a pupil and a guardian have alike: the school, and their number in its records. */
function link(code: string, jointure: string): SchoolAttachment {
  const { uai, degree, academy, structureId } = schoolOf(code);
  return {
    uai,
    degree,
    jointure,
    ...(academy === undefined ? {} : { academy }),
    ...(structureId === undefined ? {} : { structureId }),
  };
}

function schoolOf(uai: string): School {
  const school = demoSchools.find((one) => one.uai === uai);
  if (school === undefined) throw new Error(`Données de démonstration : pas d'établissement ${uai}.`);
  return school;
}

const accountId = (identifier: string): string => derived(`account:${identifier}`, 16);
const derived = (seed: string, octets: number): string =>
  new SeededRandom(`demo:${seed}`).bytes(octets).toString('hex');
