/** Whether `text` is an instant as `Date` writes it, in UTC, its seconds with any number of decimals: 2026-02-29 is no day. */
export function isInstant(text: string): boolean {
  const instant = new Date(text);
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) &&
    !Number.isNaN(instant.getTime()) &&
    instant.toISOString().startsWith(text.slice(0, 19))
  );
}

/** Whether `text` is a day that exists, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return isInstant(`${text}T00:00:00Z`);
}

const calendars = new Map<string, Intl.DateTimeFormat>();

/** The day that it is in `timeZone`, `YYYY-MM-DD`: a birthday or a letter's day is that of the school, not of the server. */
export function dayIn(timeZone: string, instant: Date): string {
  let calendar = calendars.get(timeZone);
  if (calendar === undefined) {
    calendar = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
    calendars.set(timeZone, calendar);
  }
  return calendar.format(instant);
}

/** The time of day in `timeZone`, `HH:MM`. */
export function timeIn(timeZone: string, instant: Date): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(instant);
}

/** A day as a letter writes it: `26 novembre 2026`. */
export function writtenDay(timeZone: string, instant: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'long' }).format(instant);
}

/** The same day and time so many months later; the last day of the month when that month is shorter. */
export function addMonths(instant: Date, months: number): Date {
  const later = new Date(instant);
  later.setUTCMonth(instant.getUTCMonth() + months);
  if (later.getUTCDate() !== instant.getUTCDate()) later.setUTCDate(0);
  return later;
}
