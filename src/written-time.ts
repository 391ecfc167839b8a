import { factsOf, type Language } from './languages.js';

/** How people read times: in their language, by the clock of their schools (TIME_ZONE). */
export interface TimeStyle {
  language: Language;
  timeZone: string;
}

/** `26 novembre 2026 à 17:05`. */
export function writtenInstant(instant: Date, { language, timeZone }: TimeStyle): string {
  const style = { dateStyle: 'long', timeStyle: 'short', timeZone } as const;
  return new Intl.DateTimeFormat(factsOf(language).locale, style).format(instant);
}

/** A day noted as `YYYY-MM-DD`: `26 novembre 2026`. */
export function writtenDay(day: string, language: Language): string {
  const style = { dateStyle: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(factsOf(language).locale, style).format(new Date(`${day}T00:00:00Z`));
}

/** The time zone by the name of its place, where the language has one: `heure : Maurice`. */
export function writtenTimeZone({ language, timeZone }: TimeStyle): string {
  const style = { timeZone, timeZoneName: 'shortGeneric' } as const;
  const parts = new Intl.DateTimeFormat(factsOf(language).locale, style).formatToParts(0);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}
