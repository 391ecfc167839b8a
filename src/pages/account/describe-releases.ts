import { findAttribute } from '../../federation/attributes.js';
import type { ReleaseRecord, ServiceProvider } from '../../federation/ports.js';
import type { Language } from '../../languages.js';
import { writtenDay } from '../../written-time.js';
import { portalName } from './portal-name.js';

/** What each portal received, the latest first. Attributes that say the same in other words are named once. */
export function describeReleases(
  releases: readonly Omit<ReleaseRecord, 'accountId'>[],
  portals: { record(entityId: string): ServiceProvider | undefined },
  language: Language,
) {
  return [...releases]
    .sort((one, other) => other.lastOn.localeCompare(one.lastOn))
    .map(({ entityId, attributes, firstOn, lastOn }) => ({
      name: portalName(portals.record(entityId)?.metadata.displayName ?? {}, entityId, language),
      first: writtenDay(firstOn, language),
      last: writtenDay(lastOn, language),
      attributeKeys: [...new Set(attributes.map((name) => `attributes.${meaningOf(name)}`))],
    }));
}

/** Names of attributes -> what people understand by them. */
const meanings: Readonly<Record<string, string>> = {
  FrEduUrlRetour: 'technical',
  FrEduOrigAuth: 'technical',
  FrEduCtDateConnexion: 'sign-in-time',
  FrEduCtPersonAffiliation: 'role',
  eduPersonAffiliation: 'role',
  FrEduCtId: 'account-number',
  FrEduCtEleveINEHash: 'ine-hash',
  FrEduCtDateNaissance: 'birth-date',
  supannOidcDateDeNaissance: 'birth-date',
  FrEduCtEleveUAI: 'schools',
  supannEtablissement: 'schools',
  FrEduCtEleveNiveau: 'level',
  supannEtuEtape: 'level',
  FrEduCtEleveCivilite: 'title',
  FrEduCtRefId: 'school-number',
  FrEduVecteur: 'family',
  sn: 'family-name',
  givenName: 'given-name',
  displayName: 'display-name',
  uid: 'identifier',
  eduPersonPrincipalName: 'identifier',
  mail: 'mail',
};

/** What people understand by an attribute; one that left the catalogue is `technical`. */
export function meaningOf(name: string): string {
  return meanings[findAttribute(name)?.name ?? ''] ?? 'technical';
}
