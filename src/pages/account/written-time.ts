import { factsOf, type Language } from '../../languages.js';

/** Families read the time of Paris, wherever the server is. */
const timeZone = 'Europe/Paris';

/** `26 novembre 2026 à 17:05`, in Paris. */
export function writtenInstant(instant: Date, language: Language): string {
  const style = { dateStyle: 'long', timeStyle: 'short', timeZone } as const;
  return new Intl.DateTimeFormat(factsOf(language).locale, style).format(instant);
}

/** A day noted as `YYYY-MM-DD`: `26 novembre 2026`. */
export function writtenDay(day: string, language: Language): string {
  const style = { dateStyle: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(factsOf(language).locale, style).format(new Date(`${day}T00:00:00Z`));
}
