/** From this age on a pupil gives an own address, before it a parent's (domain 6, 15.3). */
export const ownMailAge = 15;

/**
 * True from the birthday on. `birthDate` and `today`: `YYYY-MM-DD`, `today` by the calendar of the schools; unknown: false. Who
 * was born on 29 February has the birthday of a common year on 1 March: never a day too early.
 */
export function isAtLeast(age: number, birthDate: string | undefined, today: string): boolean {
  const [year, month, day] = birthDate?.split('-') ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const birthday = `${String(Number(year) + age).padStart(4, '0')}-${month}-${day}`;
  return today >= birthday;
}
