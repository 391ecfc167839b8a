import { createHash } from 'node:crypto';

/** One of the identities that FranceConnect has for tests (domain 11). */
export interface MockIdentity {
  /** Name at the mock identity provider. */
  key: string;
  family_name: string;
  given_name: string;
  preferred_username?: string;
  /** `YYYY-01-01` and `YYYY-MM-01` stand for a day that is not known. */
  birthdate: string;
  gender: 'male' | 'female';
  /** INSEE code; empty: born abroad. */
  birthplace: string;
  /** INSEE code, 99100: France. */
  birthcountry: string;
  email: string;
}

/** Their password at the mock identity provider. */
export const mockPassword = '123';

export const mockIdentities: readonly MockIdentity[] = [
  {
    key: 'jeanne',
    family_name: 'DURAND',
    given_name: 'Jeanne',
    preferred_username: 'MARTIN',
    birthdate: '1962-08-24',
    gender: 'female',
    birthplace: '75107',
    birthcountry: '99100',
    email: 'jeanne.martin@example.org',
  },
  {
    key: 'clement',
    family_name: 'CORSE',
    given_name: 'CLEMENT',
    birthdate: '1991-02-12',
    gender: 'male',
    birthplace: '2A115',
    birthcountry: '99100',
    email: 'clement.corse@example.org',
  },
  {
    key: 'fleuret',
    family_name: 'FLEURET',
    given_name: 'Jean',
    birthdate: '1992-11-01',
    gender: 'male',
    birthplace: '',
    birthcountry: '99217',
    email: 'jean.fleuret@example.org',
  },
  {
    key: 'targe',
    family_name: 'TARGE',
    given_name: 'Jean',
    birthdate: '1992-01-01',
    gender: 'male',
    birthplace: '75107',
    birthcountry: '99100',
    email: 'jean.targe@example.org',
  },
];

/** The `sub` of an identity for one service: 64 hexadecimal digits and `v1`, another at each service (OIDC Core 8.1). */
export function subOf(key: string, clientId: string): string {
  return `${createHash('sha256').update(`${clientId}|${key}`).digest('hex')}v1`;
}
