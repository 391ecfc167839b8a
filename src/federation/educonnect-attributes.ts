import type { SchoolAttachment, Subject } from '../accounts/ports.js';
import type { CatalogueAttribute } from './catalogue-attribute.js';
import { frEduVecteur } from './fredu-vecteur.js';

/** The arc of the FrEdu attributes whose OID is known (domain 13). */
const ARC = '1.3.6.1.4.1.20326.10.999.1';

/**
 * The FrEdu attributes of domain 13. Of B.76 (civilité) the friendly name was not found: `FrEduCtEleveCivilite` is ours.
 * Pupil-only attributes are absent for guardians.
 */
export const eduConnectAttributes: readonly CatalogueAttribute[] = [
  { name: 'FrEduUrlRetour', oid: `${ARC}.5`, values: (_, { baseUrl }) => [`${baseUrl}/deconnexion`] },
  { name: 'FrEduCtDateConnexion', oid: `${ARC}.6`, values: (_, context) => [spaced(context.authnInstant)] },
  { name: 'FrEduCtPersonAffiliation', oid: `${ARC}.7`, values: affiliations },
  { name: 'FrEduCtId', oid: `${ARC}.57`, values: (subject) => [subject.frEduCtId] },
  { name: 'FrEduCtEleveINEHash', oid: `${ARC}.64`, values: ofPupil((pupil) => [pupil.person.ineHash]) },
  { name: 'FrEduCtDateNaissance', oid: `${ARC}.67`, values: ofPupil((pupil) => [pupil.person.birthDate]) },
  {
    name: 'FrEduCtEleveUAI',
    oid: `${ARC}.72`,
    values: ofPupil(({ person }) => person.schools.map((at) => at.uai)),
  },
  { name: 'FrEduCtEleveNiveau', oid: `${ARC}.73`, values: ofPupil((pupil) => [levelOf(pupil)]) },
  { name: 'FrEduCtEleveCivilite', oid: `${ARC}.76`, values: ofPupil((pupil) => [pupil.person.title]) },
  { name: 'FrEduCtRefId', values: (subject) => distinct(subject.person.schools.map(refId)) },
  { name: 'FrEduVecteur', values: frEduVecteur },
  { name: 'FrEduOrigAuth', values: () => ['ECT'] },
];

/** Wraps a reading that makes sense for pupils only; drops what is unknown and what stands twice. */
export function ofPupil(
  read: (pupil: Subject) => readonly (string | undefined)[],
): CatalogueAttribute['values'] {
  return (subject) => (subject.kind === 'pupil' ? distinct(read(subject)) : []);
}

/** MEFSTAT4 of the first school that declares one: portals read a single value. */
export function levelOf(pupil: Subject): string | undefined {
  return pupil.person.schools.find((school) => school.level !== undefined)?.level;
}

/** The values that are there, each once, in order. */
export function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined && value !== ''))] as string[];
}

/** `eleve1d`, `eleve2d`, `resp1d`, `resp2d`: the degrees of the pupil's schools, or of the children's. */
function affiliations(subject: Subject): string[] {
  const children = subject.children.flatMap((child) => child.schools);
  const schools = subject.kind === 'pupil' || children.length === 0 ? subject.person.schools : children;
  const prefix = subject.kind === 'pupil' ? 'eleve' : 'resp';
  return distinct(schools.map((school) => `${prefix}${school.degree}d`));
}

/** `{AAF}<academy>|<UAI>|<jointure>`, one per academy and jointure. */
function refId(
  school: SchoolAttachment,
  position: number,
  all: readonly SchoolAttachment[],
): string | undefined {
  const { academy, jointure, uai } = school;
  if (academy === undefined || jointure === undefined) return undefined;
  const first = all.findIndex((other) => other.academy === academy && other.jointure === jointure);
  return first === position ? `{AAF}${academy}|${uai}|${jointure}` : undefined;
}

/** `2026-09-01 08:15:30.123`, in UTC as every time of SAML (saml-core 1.3.3). */
function spaced(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '');
}
