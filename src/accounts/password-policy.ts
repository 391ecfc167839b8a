import type { Account, Person } from './ports.js';

/** What a password chosen by a person must have (domain 5; CNIL 2022-100 case 1, for 1D pupils case 2). */
export interface PasswordPolicy {
  /** Least number of characters. */
  least: number;
  /** How many of lower case, upper case, digit and special character. */
  classes: 3 | 4;
}

export const longestChosen = 128;
const usual: PasswordPolicy = { least: 12, classes: 4 };
const forPrimary: PasswordPolicy = { least: 8, classes: 3 };

/** A criterion that a password does not meet. `classes`: fewer than 3 of the 4 kinds of characters. */
export type PasswordFault =
  | 'length'
  | 'too-long'
  | 'lower'
  | 'upper'
  | 'digit'
  | 'special'
  | 'classes'
  | 'personal'
  | 'common'
  | 'provisional';

const kinds = { lower: /\p{Ll}/u, upper: /\p{Lu}/u, digit: /\p{Nd}/u, special: /[^\p{L}\p{N}]/u } as const;

/** The policy for an account; `easyPrimary`: the setting that allows shorter passwords to pupils of primary schools alone. */
export function policyFor(
  { kind, person: { schools } }: Pick<Account, 'kind'> & { person: Pick<Person, 'schools'> },
  easyPrimary: boolean,
): PasswordPolicy {
  const primary = kind === 'pupil' && schools.length > 0 && schools.every(({ degree }) => degree === 1);
  return primary && easyPrimary ? forPrimary : usual;
}

/** What is wrong with `password` for that account, all of it, in the order in which the page lists the criteria. */
export function passwordFaults(
  password: string,
  account: Pick<Account, 'identifier' | 'person'>,
  policy: PasswordPolicy,
): PasswordFault[] {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  const missing = (Object.keys(kinds) as (keyof typeof kinds)[]).filter((kind) => !kinds[kind].test(text));
  const faults: PasswordFault[] = [];
  if (length < policy.least) faults.push('length');
  if (length > longestChosen) faults.push('too-long');
  if (policy.classes === 4) faults.push(...missing);
  else if (missing.length > 1) faults.push('classes');
  if (isPersonal(text, account)) faults.push('personal');
  return faults;
}

/** Names shorter than this are found in too many words. */
const leastName = 4;

function isPersonal(text: string, { identifier, person }: Pick<Account, 'identifier' | 'person'>): boolean {
  const folded = fold(text);
  const names = [identifier, person.sn, person.givenName]
    .map(fold)
    .filter((name) => name.length >= leastName);
  if (names.some((name) => folded.includes(name))) return true;
  const digits = text.replace(/\D/g, '');
  return datesOf(person.birthDate).some((date) => digits.includes(date));
}

/** Letters and digits without accents or case. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** A birth date as people write it: 14032012, 20120314, 140312. */
function datesOf(birthDate: string | undefined): string[] {
  const [year, month, day] = birthDate?.split('-') ?? [];
  if (year === undefined || month === undefined || day === undefined) return [];
  return [`${day}${month}${year}`, `${year}${month}${day}`, `${day}${month}${year.slice(2)}`];
}
