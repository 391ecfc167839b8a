import type { AccountKind } from '../accounts/ports.js';

/** What addresses and forms call the two kinds of person (domain 5.2). */
export type Profile = 'eleve' | 'responsable';

/** The kind of account meant by the parameter `profil`; undefined when none was chosen. */
export function kindOfProfile(profile: unknown): AccountKind | undefined {
  if (profile === 'eleve') return 'pupil';
  return profile === 'responsable' ? 'guardian' : undefined;
}

/** The value of the parameter `profil` for that kind of account. */
export function profileOfKind(kind: AccountKind): Profile {
  return kind === 'pupil' ? 'eleve' : 'responsable';
}
