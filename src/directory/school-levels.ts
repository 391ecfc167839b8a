/** What a school of one kind teaches. */
export interface Level {
  /** Prefix of class names: `4` gives `4A`. */
  prefix: string;
  /** Age reached in the calendar year in which the school year begins. */
  age: number;
  /** MEFSTAT4 (domain 3); those of 6e and 5e are assumed, primary levels have none known to us. */
  mefstat4?: string;
}

export type SchoolKind = 'école' | 'collège' | 'lycée';

/** Levels by kind of school, youngest first. */
export const levelsOf: Readonly<Record<SchoolKind, readonly Level[]>> = {
  école: [
    { prefix: 'CP-', age: 6 },
    { prefix: 'CE1-', age: 7 },
    { prefix: 'CE2-', age: 8 },
    { prefix: 'CM1-', age: 9 },
    { prefix: 'CM2-', age: 10 },
  ],
  collège: [
    { prefix: '6', age: 11, mefstat4: '2111' },
    { prefix: '5', age: 12, mefstat4: '2112' },
    { prefix: '4', age: 13, mefstat4: '2115' },
    { prefix: '3', age: 14, mefstat4: '2116' },
  ],
  lycée: [
    { prefix: '2GT', age: 15, mefstat4: '2211' },
    { prefix: '1GT', age: 16, mefstat4: '2212' },
    { prefix: 'TGT', age: 17, mefstat4: '2213' },
  ],
};

/** The calendar year in which the school year of `day` begins: it changes on 1 September, UTC. */
export function schoolYearOf(day: Date): number {
  return day.getUTCMonth() >= 8 ? day.getUTCFullYear() : day.getUTCFullYear() - 1;
}
