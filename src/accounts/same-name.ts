import { unaccented } from '../unaccented.js';
import type { FranceConnectIdentity } from './guardian-ports.js';
import type { Person } from './ports.js';

/** The names of a person as FranceConnect gives them. */
export type CivilNames = Pick<FranceConnectIdentity, 'familyName' | 'usageName' | 'givenNames'>;

/**
 * Whether the school's record can be about that person (domain 7.5): its name is the birth name or the usage name, and its
 * first name is the first given name, or begins the given names: schools write « Jean Pierre » for either of « Jean-Pierre
 * Paul » and « Jean Pierre Paul ». Accents, case, hyphens and apostrophes do not count. False is told to the school, and
 * never refuses anybody.
 */
export function sameName(identity: CivilNames, { sn, givenName }: Pick<Person, 'sn' | 'givenName'>): boolean {
  const name = folded(sn);
  const names = [identity.familyName, identity.usageName ?? ''].map(folded);
  return name !== '' && names.includes(name) && beginsWith(identity.givenNames, givenName);
}

function beginsWith(givenNames: string, givenName: string): boolean {
  const [first = ''] = givenNames.trim().split(/\s+/);
  const [all, least, written] = [folded(givenNames), folded(first), folded(givenName)];
  if (written === '' || written.length < least.length) return false;
  return all === written || all.startsWith(`${written} `);
}

function folded(name: string): string {
  return unaccented(name)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
