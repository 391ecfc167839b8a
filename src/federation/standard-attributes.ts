import type { Subject } from '../accounts/ports.js';
import type { CatalogueAttribute } from './catalogue-attribute.js';
import { distinct, levelOf, ofPupil } from './educonnect-attributes.js';

/** Names of LDAP (RFC 4519, RFC 2798), eduPerson and supann that portals of all kinds read (domain 13). */
export const standardAttributes: readonly CatalogueAttribute[] = [
  { name: 'sn', oid: '2.5.4.4', values: ({ person }) => distinct([person.sn]) },
  { name: 'givenName', oid: '2.5.4.42', values: ({ person }) => distinct([person.givenName]) },
  { name: 'displayName', oid: '2.16.840.1.113730.3.1.241', values: displayName },
  { name: 'uid', oid: '0.9.2342.19200300.100.1.1', values: ({ identifier }) => [identifier] },
  { name: 'mail', oid: '0.9.2342.19200300.100.1.3', values: ({ mail }) => distinct([mail]) },
  { name: 'eduPersonAffiliation', oid: '1.3.6.1.4.1.5923.1.1.1.1', values: eduPersonAffiliation },
  { name: 'eduPersonPrincipalName', oid: '1.3.6.1.4.1.5923.1.1.1.6', values: principalName },
  { name: 'supannEtablissement', oid: '1.3.6.1.4.1.7135.1.2.1.14', values: ofPupil(establishments) },
  { name: 'supannEtuEtape', oid: '1.3.6.1.4.1.7135.1.2.1.29', values: ofPupil((pupil) => [step(pupil)]) },
  { name: 'supannOidcDateDeNaissance', values: ofPupil((pupil) => [pupil.person.birthDate]) },
];

function displayName({ person }: Subject): string[] {
  return distinct([`${person.givenName} ${person.sn}`.trim()]);
}

/** eduPerson 2.2.1: a pupil studies here; a guardian is known here and no more. */
function eduPersonAffiliation({ kind }: Subject): string[] {
  return kind === 'pupil' ? ['student', 'member'] : ['affiliate'];
}

/** What eduPersonPrincipalName ends on: the host of this gateway (eduPerson 2.2.8). */
export function principalScope(baseUrl: string): string {
  return new URL(baseUrl).hostname;
}

function principalName({ identifier }: Subject, { baseUrl }: { baseUrl: string }): string[] {
  return identifier.includes('@') ? [] : [`${identifier}@${principalScope(baseUrl)}`];
}

function establishments({ person }: Subject): string[] {
  return person.schools.map((school) => `{UAI}${school.uai}`);
}

/** 110043015 is the SIREN of the ministry, who owns the MEFSTAT4 codes. */
function step(pupil: Subject): string | undefined {
  const level = levelOf(pupil);
  return level === undefined ? undefined : `{SIREN:110043015:MEFSTAT4}${level}`;
}
