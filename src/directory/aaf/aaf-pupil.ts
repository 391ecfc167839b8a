import type { SchoolAttachment } from '../../accounts/ports.js';
import { nameFault, readDate, readTitle } from '../feed/read-values.js';
import type { Change, Clearable, FeedPupil } from '../feed/feed-item.js';
import type { Reason } from '../feed/reasons.js';
import { isIne } from '../ine.js';
import type { School } from '../ports.js';
import { levelOfMef } from './aaf-schools.js';
import { isCleared, type AafRequest } from './aaf-requests.js';

/** What a pupil's record is read against. */
export interface AafContext {
  academy: string;
  /** By ENTStructureJointure. */
  schools: ReadonlyMap<string, School>;
  /** MEFSTAT4 by MEF, as the feed's MefEducNat has them. */
  levels: ReadonlyMap<string, string>;
  /** `YYYY-MM-DD`: who left on an earlier day is not a pupil any more. */
  today: string;
}

type Values = AafRequest['values'];

/** A pupil read, one who has left, or the reason why there is none. Remarks do not stop the import. */
export type ReadPupil = { pupil: FeedPupil; remarks: Reason[] } | { left: true } | { reason: Reason };

/** Reads a whole record (domain 14.1), of secondary or of primary schools. */
export function readAafPupil(request: AafRequest, context: AafContext): ReadPupil {
  const { values } = request;
  const leaving = values.get('ENTEleveDateSortie')?.[0];
  const leavingDay = leaving === undefined ? undefined : readDate(leaving);
  if (leavingDay !== undefined && leavingDay < context.today) return { left: true };
  const { change, remarks, reason } = readAafPupilChange(request, context);
  if (reason !== undefined) return { reason };
  const { sn, givenName, attachments = [], guardians = [], ...rest } = change;
  const fault = nameFault('sn', sn, 'name') ?? nameFault('givenName', givenName, 'first-name');
  if (fault !== undefined) return { reason: fault };
  if (attachments.length === 0) return { reason: { code: 'aaf-school-missing' } };
  return {
    pupil: { ...rest, sn: sn as string, givenName: givenName as string, attachments, guardians },
    remarks,
  };
}

/** Reads what a request says and leaves out what it does not: a modification names only what changes. */
export function readAafPupilChange(
  request: AafRequest,
  context: AafContext,
): { change: Change<FeedPupil>; remarks: Reason[]; reason?: Reason } {
  const { values, id } = request;
  const one = (...names: string[]): string | undefined => first(values, names);
  const jointure = one('ENTPersonJointure') ?? id;
  const ref = `${context.academy}:${jointure}`;
  if (!/^[\w.-]{1,64}$/.test(jointure))
    return { change: { ref }, remarks: [], reason: { code: 'aaf-jointure-form' } };
  const remarks: Reason[] = [];
  const ine = readIne(one('ENTEleveINE'), remarks);
  const born = readBirthDate(one('ENTPersonDateNaissance'), remarks);
  const places = readPlaces(values, jointure, context);
  if (places !== undefined && 'code' in places) return { change: { ref }, remarks, reason: places };
  const title = readTitle(one('personalTitle', 'ENTPersonCivilite'));
  const guardians = readGuardians(values, context.academy, remarks);
  const cleared: Clearable[] = [
    ...(isCleared(request, 'personalTitle', 'ENTPersonCivilite') ? (['title'] as const) : []),
    ...(isCleared(request, 'ENTPersonDateNaissance') ? (['birthDate'] as const) : []),
    ...(isCleared(request, 'ENTEleveClasses', 'ENTPersonClasses') ? (['className'] as const) : []),
  ];
  const change: Change<FeedPupil> = {
    ref,
    ...given('cleared', cleared.length === 0 ? undefined : cleared),
    ...given('sn', one('sn', 'ENTPersonNom', 'ENTPersonNomPatro')),
    ...given('givenName', one('givenName', 'ENTPersonPrenom')),
    ...given('ine', ine),
    ...given('title', title),
    ...given('birthDate', born),
    ...given('attachments', places),
    ...given('guardians', guardians),
  };
  return { change, remarks };
}

function given<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}

function first(values: Values, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = values.get(name)?.[0];
    if (value !== undefined) return value;
  }
  return undefined;
}

function readIne(text: string | undefined, remarks: Reason[]): string | undefined {
  const ine = text?.toUpperCase();
  if (ine === undefined || isIne(ine)) return ine;
  remarks.push({ code: 'aaf-ine-form' });
  return undefined;
}

function readBirthDate(text: string | undefined, remarks: Reason[]): string | undefined {
  const date = text === undefined ? undefined : readDate(text);
  if (text !== undefined && date === undefined) remarks.push({ code: 'aaf-birth-date-form' });
  return date;
}

/** The schools of the record: that of attachment first, then those of its classes; a reason when one is not known. */
function readPlaces(
  values: Values,
  jointure: string,
  context: AafContext,
): SchoolAttachment[] | Reason | undefined {
  const classes = (values.get('ENTEleveClasses') ?? values.get('ENTPersonClasses'))?.map((text) =>
    text.split('$'),
  );
  const own = values.get('ENTPersonStructRattach') ?? values.get('ENTEleveStructRattach');
  if ((own ?? []).length === 0 && (classes ?? []).length === 0) return undefined;
  const structures = new Set([...(own ?? []), ...(classes ?? []).map(([structure = '']) => structure)]);
  structures.delete('');
  const level = levelOf(values, context);
  const places: SchoolAttachment[] = [];
  for (const structure of structures) {
    const school = context.schools.get(structure);
    if (school === undefined)
      return { code: 'aaf-school-nowhere', values: { structure: structure.slice(0, 40) } };
    const className = classes?.find(([of]) => of === structure)?.[1];
    places.push({
      uai: school.uai,
      degree: school.degree,
      academy: context.academy,
      jointure,
      ...given('structureId', values.get('ENTEleveStructRattachId')?.[0]),
      ...given('className', className || undefined),
      ...given('level', level ?? school.classes.find(({ name }) => name === className)?.level),
    });
  }
  return places;
}

function levelOf(values: Values, { levels }: AafContext): string | undefined {
  const mef = values.get('ENTEleveMEF')?.[0];
  return mef === undefined ? undefined : (levels.get(mef) ?? levelOfMef(mef));
}

/**
 * Those legally responsible: `jointure$lien$financier$légal$contact$paiement` with légal 1, or in the primary schools' feed the
 * jointures of ENTEleveAutoriteParentale (domain 14.1).
 */
function readGuardians(values: Values, academy: string, remarks: Reason[]): string[] | undefined {
  const links = values.get('ENTElevePersRelEleve');
  const primary = values.get('ENTEleveAutoriteParentale');
  if (links === undefined && primary === undefined) return undefined;
  const refs = new Set<string>((primary ?? []).map((text) => `${academy}:${text.split('$')[0]?.trim()}`));
  for (const link of links ?? []) {
    const [jointure = '', , , legal] = link.split('$').map((field) => field.trim());
    if (legal === undefined || jointure === '')
      remarks.push({ code: 'aaf-link-form', values: { link: link.slice(0, 60) } });
    else if (legal === '1') refs.add(`${academy}:${jointure}`);
  }
  return [...refs];
}
