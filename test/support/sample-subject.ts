import type { Child, Subject } from '../../src/accounts/ports.js';

const school = {
  uai: '9990001X',
  degree: 2,
  academy: '10',
  jointure: '910001',
  structureId: '55001',
  level: '2212',
} as const;

/** A pupil of two schools. */
export const samplePupil: Subject = {
  accountId: 'a1',
  kind: 'pupil',
  identifier: 'n.exemple',
  frEduCtId: 'ab'.repeat(48),
  person: {
    sn: 'Exemple',
    givenName: 'Noé',
    title: 'M.',
    birthDate: '2010-05-07',
    ineHash: '0123456789abcdef0123456789abcdef',
    schools: [school, { ...school, uai: '9990002Y', jointure: '910002', structureId: '55002' }],
    childIds: [],
  },
  mail: 'noe@example.org',
  children: [],
};

const child = (accountId: string, degree: 1 | 2, structureId: string | undefined): Child => ({
  accountId,
  sn: 'Exemple',
  givenName: accountId,
  schools: [
    {
      uai: degree === 1 ? '9990002Y' : '9990001X',
      degree,
      ...(structureId === undefined ? {} : { structureId }),
    },
  ],
});

/** A guardian of a primary and of a secondary pupil, known to two academies. */
export const sampleGuardian: Subject = {
  accountId: 'a2',
  kind: 'guardian',
  identifier: 'c.exemple',
  frEduCtId: 'cd'.repeat(48),
  person: {
    sn: "D'Exemple  Martin",
    givenName: 'Chloé',
    title: 'Mme',
    birthDate: '1980-01-02',
    ineHash: 'ffff',
    schools: [
      { uai: '9990001X', degree: 2, academy: '10', jointure: '920001' },
      { uai: '9990002Y', degree: 1, academy: '10', jointure: '920001' },
      { uai: '9990003Z', degree: 1, academy: '69', jointure: '7' },
      { uai: '9990003Z', degree: 1 },
    ],
    childIds: ['k1', 'k2', 'k3'],
  },
  children: [child('k1', 1, '600'), child('k2', 2, '700'), child('k3', 2, undefined)],
};
