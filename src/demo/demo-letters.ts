import { SeededRandom } from '../random.js';
import type { NewAccount } from '../accounts/ports.js';
import { attachment } from './demo-people.js';

/** A pupil who was just given a letter. */
export interface DemoLetter {
  identifier: string;
  givenName: string;
  sn: string;
  title: 'M.' | 'Mme';
  attends: { uai: string; className: string };
  /** Years and days since birth, on the day on which the demo starts. */
  age: { years: number; days: number };
  /** As a letter prints it: 12 characters that are not mistaken for one another (domain 3). */
  provisional: string;
  /** What trying this account shows. */
  shows: string;
}

export const demoLetters: readonly DemoLetter[] = [
  {
    identifier: 'm.petit',
    givenName: 'Maëlle',
    sn: 'Petit',
    title: 'Mme',
    attends: { uai: '9990101F', className: '3A' },
    age: { years: 14, days: 40 },
    provisional: 'KD7VQ2MTX4HB',
    shows: 'Elle a 14 ans : c’est l’adresse d’un responsable qui est demandée, et c’est lui qui confirme.',
  },
  {
    identifier: 't.moreau',
    givenName: 'Tom',
    sn: 'Moreau',
    title: 'M.',
    attends: { uai: '9990102G', className: '2GT3' },
    age: { years: 15, days: 40 },
    provisional: 'W3RZ8JPC6NFY',
    shows: 'Il a 15 ans : il donne sa propre adresse.',
  },
];

/** A pupil 15 years old today, whose account still has a parent's address. */
export const birthdayChild = {
  identifier: 'j.roux',
  givenName: 'Jade',
  sn: 'Roux',
  title: 'Mme',
  attends: { uai: '9990102G', className: '2GT3' },
  age: { years: 15, days: 0 },
} as const;

type Newcomer = Omit<DemoLetter, 'provisional' | 'shows'>;

/** `YYYY-MM-DD`, so that the person is of that age on `today`. */
export function birthDateOf({ age }: Pick<Newcomer, 'age'>, today: Date): string {
  const day = new Date(today.getTime() - age.days * 86_400_000).toISOString().slice(0, 10);
  return `${Number(day.slice(0, 4)) - age.years}${day.slice(4)}`.replace('-02-29', '-02-28');
}

/** The account of a newcomer, before any letter; the same at each start but for the birth date. */
export function newcomerAccount(newcomer: Newcomer, index: number, today: Date): NewAccount & { id: string } {
  const { identifier, sn, givenName, title, attends } = newcomer;
  const derived = (use: string, octets: number): string =>
    new SeededRandom(`demo:${use}:${identifier}`).bytes(octets).toString('hex');
  return {
    id: derived('account', 16),
    kind: 'pupil',
    identifier,
    state: 'NON_NOTIFIE',
    frEduCtId: derived('frEduCtId', 48),
    person: {
      ...{ sn, givenName, title, childIds: [], birthDate: birthDateOf(newcomer, today) },
      ineHash: derived('ine', 16),
      schools: [attachment(attends, String(900_101 + index))],
    },
  };
}
