import type { School } from '../directory/ports.js';

const levelNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    2115: '4e',
    2116: '3e',
    2211: '2de GT',
    2212: '1re GT',
    2213: 'Tle GT',
    2381: '2de professionnelle',
    2382: '1re professionnelle',
    2383: 'Tle professionnelle',
  }),
);

/** What people call a MEFSTAT4 level (domain 3): `2211` is `2de GT`. Undefined when not known. */
export function levelName(code: string): string | undefined {
  return levelNames.get(code);
}

/** The school of that UAI by its name, else by its code. */
export function schoolName(uai: string, schools: readonly School[]): string {
  return schools.find((school) => school.uai === uai)?.name ?? `établissement ${uai}`;
}

/** `au lycée Alice-Guy`, `à l’école des Tilleuls`. */
export function atSchool(uai: string, schools: readonly School[]): string {
  const name = schoolName(uai, schools);
  return /^[aeiouyéèêâîôû]/i.test(name) ? `à l’${name}` : `au ${name}`;
}

/** `a`, `a et b`, `a, b et c`. */
export function listInFrench(items: readonly string[]): string {
  return new Intl.ListFormat('fr', { type: 'conjunction' }).format(items);
}

/** An instant of SAML as a family in France reads it: `24 novembre 2026 à 08:15:30`. The text itself when it is none. */
export function instantInFrench(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const format = { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/Paris' } as const;
  return new Intl.DateTimeFormat('fr-FR', format).format(date);
}
