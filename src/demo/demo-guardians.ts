import type { NewAccount, SchoolAttachment } from '../accounts/ports.js';
import { SeededRandom } from '../random.js';
import { demoLetters, newcomerAccount } from './demo-letters.js';
import { demoAccounts } from './demo-people.js';

/** A guardian whom the school declares, and who has not activated the account yet. */
export interface DemoGuardian {
  identifier: string;
  givenName: string;
  sn: string;
  title: 'M.' | 'Mme';
  /** As the school has it, E.164; nothing is ever sent from a demo. */
  mobile: string;
  /** Identifiers of the children. */
  children: readonly string[];
  /** What trying this account shows. */
  shows: string;
}

export const demoGuardians: readonly DemoGuardian[] = [
  {
    identifier: 's.petit',
    givenName: 'Sarah',
    sn: 'Petit',
    title: 'Mme',
    mobile: '+33612345601',
    children: ['m.petit', 't.moreau'],
    shows: 'Deux enfants, au collège et au lycée : l’ENT reçoit un FrEduVecteur pour chacun.',
  },
  {
    identifier: 'j.dangelo',
    givenName: 'Julie',
    sn: 'D’Angelo',
    title: 'Mme',
    mobile: '+33612345602',
    children: ['c.dangelo'],
    shows: 'Elle et Paul ont donné le même mobile à l’école : le nom les distingue.',
  },
  {
    identifier: 'p.dangelo',
    givenName: 'Paul',
    sn: 'D’Angelo',
    title: 'M.',
    mobile: '+33612345602',
    children: ['c.dangelo'],
    shows: 'Il s’inscrit avec le mobile de Julie, avant ou après elle.',
  },
  {
    identifier: 'c.corse',
    givenName: 'Clément',
    sn: 'Corse',
    title: 'M.',
    mobile: '+33612345603',
    children: ['h.lefevre'],
    shows: 'Prenez FranceConnect (CLEMENT CORSE) : ni identifiant ni mot de passe à choisir.',
  },
];

/** A child, as the start page tells of the birth date that a parent knows. */
export interface DemoChild {
  givenName: string;
  birthDate: string;
}

/** The accounts to store, the same at each start but for the birth dates of the children. */
export function guardianAccounts(today: Date): (NewAccount & { id: string })[] {
  const pupils = demoPupils(today);
  return demoGuardians.map(({ identifier, sn, givenName, title, mobile, children }, index) => {
    const attached = pupils.filter((pupil) => children.includes(pupil.identifier));
    const jointure = String(900_201 + index);
    const derived = (use: string, octets: number): string =>
      new SeededRandom(`demo:${use}:${identifier}`).bytes(octets).toString('hex');
    return {
      ...{ id: derived('account', 16), kind: 'guardian', identifier, state: 'NON_NOTIFIE' },
      frEduCtId: derived('frEduCtId', 48),
      contact: { mobiles: [mobile] },
      person: {
        ...{ sn, givenName, title, childIds: attached.map(({ id = '' }) => id) },
        schools: attached.flatMap(({ person }) => person.schools.map((school) => linked(school, jointure))),
      },
    };
  });
}

/** The children of a guardian. */
export function childrenOf({ children }: DemoGuardian, today: Date): DemoChild[] {
  return demoPupils(today)
    .filter(({ identifier }) => children.includes(identifier))
    .map(({ person: { givenName, birthDate = '' } }) => ({ givenName, birthDate }));
}

function demoPupils(today: Date): NewAccount[] {
  const newcomers = demoLetters.map((letter, index) => newcomerAccount(letter, index, today));
  return [...demoAccounts('', today), ...newcomers];
}

/** A guardian has the school of the child and a number of their own there, neither class nor level. */
function linked({ uai, degree, academy, structureId }: SchoolAttachment, jointure: string): SchoolAttachment {
  return {
    ...{ uai, degree, jointure },
    ...(academy === undefined ? {} : { academy }),
    ...(structureId === undefined ? {} : { structureId }),
  };
}
