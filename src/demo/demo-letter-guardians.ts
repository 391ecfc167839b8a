import type { NewAccount, SchoolAttachment } from '../accounts/ports.js';
import { SeededRandom } from '../random.js';
import { attachment, demoPeople } from './demo-people.js';

/** A guardian with a letter, or with a second account beside the one they use. */
export interface LetterGuardian {
  identifier: string;
  givenName: string;
  sn: string;
  title: 'M.' | 'Mme';
  /** Identifiers of the children. */
  children: readonly string[];
  /** As the letter prints it; absent: the account is in use, with the password of the demo. */
  provisional?: string;
  /** What trying this account shows. */
  shows: string;
}

export const letterGuardians: readonly LetterGuardian[] = [
  {
    identifier: 'k.benali',
    givenName: 'Karim',
    sn: 'Benali',
    title: 'M.',
    children: ['l.benali', 'h.lefevre'],
    provisional: 'H7QX4TNC2VRK',
    shows:
      'Un courrier distribué : adresse mail, liste des enfants, mot de passe, lien du mail. Hugo n’est pas son fils : cochez la case.',
  },
  {
    identifier: 'm.nguyen',
    givenName: 'Mai',
    sn: 'Nguyen',
    title: 'Mme',
    children: ['y.nguyen'],
    shows:
      'Son compte, déjà en service. Dans « Mes enfants », ajoutez les élèves de son autre compte, ci-contre.',
  },
  {
    identifier: 'm.nguyen2',
    givenName: 'Mai',
    sn: 'Nguyen',
    title: 'Mme',
    children: ['c.dangelo'],
    provisional: 'B9MW3KZJ6PDF',
    shows: 'Le même nom sur le courrier du collège : un second compte, à regrouper avec le premier.',
  },
];

/** The account of a guardian, before any letter; the same at each start. */
export function letterGuardianAccount(guardian: LetterGuardian, index: number): NewAccount & { id: string } {
  const { identifier, sn, givenName, title, children } = guardian;
  const places = children.map((child) => placeOf(child, String(900_201 + index)));
  return {
    id: derived(`account:${identifier}`, 16),
    kind: 'guardian',
    identifier,
    state: 'NON_NOTIFIE',
    frEduCtId: derived(`frEduCtId:${identifier}`, 48),
    person: {
      ...{ sn, givenName, title, schools: places },
      childIds: children.map((child) => derived(`account:${child}`, 16)),
    },
  };
}

/** The school of a child, with the guardian's own number in its records. */
function placeOf(identifier: string, jointure: string): SchoolAttachment {
  const child = demoPeople.find((one) => one.identifier === identifier);
  if (child?.attends === undefined) throw new Error(`Données de démonstration : pas d'élève ${identifier}.`);
  const { uai, degree, academy, structureId } = attachment(child.attends, jointure);
  return {
    ...{ uai, degree, jointure },
    ...(academy === undefined ? {} : { academy }),
    ...(structureId === undefined ? {} : { structureId }),
  };
}

const derived = (seed: string, octets: number): string =>
  new SeededRandom(`demo:${seed}`).bytes(octets).toString('hex');
