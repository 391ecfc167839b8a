import { academyCode } from '../academies.js';
import type { Reason } from '../feed/reasons.js';
import type { School, SchoolClass } from '../ports.js';
import { isUai } from '../../uai.js';
import type { AafRequest } from './aaf-requests.js';

/** What a file of EtabEducNat says of a school, and what it leaves open. */
export interface AafSchool {
  school: School;
  warning?: Reason;
}

/** Words of ENTStructureTypeStruct that mean a primary school. */
const primary = /ecole|école|maternelle|elementaire|élémentaire|primaire|1er ?degr|^1ord$|^1d$/i;

/**
 * Reads a school. `degree` is what the names of the files say; the type of the school itself goes before it.
 * @returns the reason when it cannot be one.
 */
export function readAafSchool(
  { values, id }: AafRequest,
  context: { degree: 1 | 2 | undefined; academy: string | undefined; levels: ReadonlyMap<string, string> },
): AafSchool | Reason {
  const one = (name: string): string | undefined => values.get(name)?.[0];
  const uai = (one('ENTStructureUAI') ?? one('ENTStructureRNE'))?.toUpperCase();
  if (uai === undefined) return { code: 'field-missing', values: { field: 'ENTStructureUAI' } };
  if (!/^\d{7}[A-Z]$/.test(uai)) return { code: 'aaf-uai-form', values: { uai: uai.slice(0, 20) } };
  const type =
    one('ENTStructureTypeStruct') ?? one('ENTEtablissementTypeEtab') ?? one('ENTStructureNomCourant') ?? '';
  const academy =
    context.academy ?? academyCode(one('ENTServAcCodeAcademie')) ?? academyCode(one('ENTServAcAcademie'));
  const school: School = {
    uai,
    name: one('ENTStructureNomCourant') ?? one('ENTEtablissementNom') ?? uai,
    degree: primary.test(type) ? 1 : (context.degree ?? 2),
    ...(academy === undefined ? {} : { academy }),
    structureId: one('ENTStructureJointure') ?? id,
    classes: (values.get('ENTStructureClasses') ?? []).map((text) => readClass(text, context.levels)),
  };
  return isUai(uai) ? { school } : { school, warning: { code: 'aaf-uai-letter', values: { uai } } };
}

/** A school as a modification leaves it: its name and classes may change, never its code. */
export function changeAafSchool(
  school: School,
  { values }: AafRequest,
  levels: ReadonlyMap<string, string>,
): School {
  const name = values.get('ENTStructureNomCourant')?.[0] ?? values.get('ENTEtablissementNom')?.[0];
  const classes = values.get('ENTStructureClasses');
  return {
    ...school,
    ...(name === undefined ? {} : { name }),
    ...(classes === undefined ? {} : { classes: classes.map((text) => readClass(text, levels)) }),
  };
}

/** `code$libellé$MEF…` */
function readClass(text: string, levels: ReadonlyMap<string, string>): SchoolClass {
  const [name = '', , ...mefs] = text.split('$');
  const level = mefs.map((mef) => levels.get(mef) ?? levelOfMef(mef)).find((found) => found !== undefined);
  return level === undefined ? { name } : { name, level };
}

/** First digits of the MEF of the common levels (domain 3); the feed's own MefEducNat goes before them. */
const levelsOfMef: Readonly<Record<string, string>> = {
  '1001': '2111',
  '1011': '2112',
  '1021': '2115',
  '1031': '2116',
  '2001': '2211',
  '2011': '2212',
  '2021': '2213',
};

/** MEFSTAT4 of an eleven-digit MEF, when it is one of those known to us. */
export function levelOfMef(mef: string): string | undefined {
  return levelsOfMef[mef.slice(0, 4)];
}
