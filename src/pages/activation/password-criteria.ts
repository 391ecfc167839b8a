import type { PasswordPolicy } from '../../accounts/password-policy.js';

/** One line of the list of criteria; `least` or `pattern` let the script of the page check it while the person types. */
export interface Criterion {
  name: string;
  textKey: string;
  /** Least number of characters. */
  least?: number;
  /** Regular expressions of which `wanted` must be found. */
  patterns?: readonly string[];
  wanted?: number;
}

const kinds = { lower: '\\p{Ll}', upper: '\\p{Lu}', digit: '\\p{Nd}', special: '[^\\p{L}\\p{N}]' } as const;

/** The criteria of a policy as the pages list them (accounts/password-policy.ts decides). */
export function passwordCriteria({ least, classes }: PasswordPolicy): Criterion[] {
  const one = ([name, pattern]: [string, string]): Criterion => ({
    ...{ name, textKey: `password.need-${name}`, patterns: [pattern], wanted: 1 },
  });
  const some = {
    name: 'classes',
    textKey: 'password.need-classes',
    patterns: Object.values(kinds),
    wanted: 3,
  };
  return [
    { name: 'length', textKey: 'password.need-length', least },
    ...(classes === 4 ? Object.entries(kinds).map(one) : [some]),
    { name: 'personal', textKey: 'password.need-personal' },
    { name: 'common', textKey: 'password.need-common' },
  ];
}
