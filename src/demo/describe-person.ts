import type { School } from '../directory/ports.js';
import type { ReceivedAttribute } from './read-assertion.js';
import { atSchool, levelName, listInFrench } from './school-words.js';

/** The values of the attribute of that friendly (or literal) name. */
type ValuesOf = (title: string) => readonly string[];

/** Who the person is, and what the portal was not told. */
export interface PersonDescribed {
  /** « Vous êtes Emma Durand, élève de 2de GT au lycée Alice-Guy. » */
  sentence: string;
  /** Said when no name was received. */
  note?: string;
}

/** Who the person is, as far as the attributes received tell. */
export function describePerson(
  attributes: readonly ReceivedAttribute[],
  schools: readonly School[],
): PersonDescribed {
  const values: ValuesOf = (title) =>
    attributes.find(({ name, friendlyName }) => (friendlyName ?? name) === title)?.values ?? [];
  const name = [...values('givenName'), ...values('sn')].join(' ');
  const facts = [name, describeRole(values, schools)].filter((fact) => fact !== '');
  const sentence = facts.length === 0 ? 'Vous êtes connecté.' : `Vous êtes ${facts.join(', ')}.`;
  if (name !== '') return { sentence };
  return { sentence, note: 'Ce portail ne reçoit pas votre nom : il n’en a pas besoin.' };
}

function describeRole(values: ValuesOf, schools: readonly School[]): string {
  const affiliations = values('FrEduCtPersonAffiliation');
  if (affiliations.some((value) => value.startsWith('resp'))) return describeGuardian(values, schools);
  if (!affiliations.some((value) => value.startsWith('eleve'))) return '';
  const level = values('FrEduCtEleveNiveau').flatMap((code) => levelName(code) ?? [])[0];
  const places = values('FrEduCtEleveUAI').map((uai) => atSchool(uai, schools));
  return ['élève', level && `de ${level}`, listInFrench(places)].filter(Boolean).join(' ');
}

/** A guardian's schools stand at the end of each FrEduVecteur (domain 13). */
function describeGuardian(values: ValuesOf, schools: readonly School[]): string {
  const codes = values('FrEduVecteur').flatMap((vector) => vector.split('|')[4] ?? []);
  const places = [...new Set(codes)].map((uai) => atSchool(uai, schools));
  if (places.length > 0) return `responsable d’élève ${listInFrench(places)}`;
  const degrees = [...values('FrEduCtPersonAffiliation')]
    .sort()
    .map((value) => (value === 'resp1d' ? 'à l’école' : 'au collège ou au lycée'));
  return `responsable d’élève ${listInFrench(degrees)}`;
}
