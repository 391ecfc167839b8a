import type { SchoolAttachment, Subject } from '../accounts/ports.js';

/**
 * FrEduVecteur, `type|nom|prénom|ENTEleveStructRattachId|UAI` (domain 13): 1 and 2 for guardians of primary and secondary
 * pupils, 3 and 4 for the pupils. A guardian has one per child and school, with the guardian's own names exactly as the
 * school's feed has them: portals compare with `=`. A pupil has a single one, without names.
 * Portals refuse the whole list when one value lacks its last two fields, so such values are left out.
 */
export function frEduVecteur(subject: Subject): string[] {
  if (subject.kind === 'pupil') {
    return subject.person.schools
      .flatMap((school) => vector(school.degree + 2, ['', ''], school))
      .slice(0, 1);
  }
  const names = [subject.person.sn, subject.person.givenName];
  const schools = subject.children.flatMap((child) => child.schools);
  return [...new Set(schools.flatMap((school) => vector(school.degree, names, school)))];
}

function vector(type: number, names: readonly string[], school: SchoolAttachment): string[] {
  if (!school.structureId) return [];
  const fields = [String(type), ...names, school.structureId, school.uai];
  return fields.some((field) => field.includes('|')) ? [] : [fields.join('|')];
}
