/** From this age on a pupil gives an own address, before it a parent's (domain 6, 15.3). */
export const ownMailAge = 15;

const parisDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });

/**
 * True from the birthday on, by the calendar of Paris. `birthDate`: `YYYY-MM-DD`; unknown: false. Who was born on 29 February
 * has the birthday of a common year on 1 March: never a day too early.
 */
export function isAtLeast(age: number, birthDate: string | undefined, now: Date): boolean {
  const [year, month, day] = birthDate?.split('-') ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const birthday = `${String(Number(year) + age).padStart(4, '0')}-${month}-${day}`;
  return parisDay.format(now) >= birthday;
}
