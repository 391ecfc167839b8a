import { unaccented } from '../unaccented.js';

/** Longest identifier accepted, in characters. */
export const longestIdentifier = 128;

/** An account cannot be made because its identifier is that of another one. */
export class IdentifierTakenError extends Error {
  constructor(readonly identifier: string) {
    super(`The identifier ${identifier} already belongs to an account.`);
    this.name = 'IdentifierTakenError';
  }
}

/**
 * The form under which an identifier is looked up: NFKC, no blanks around, lower case. Idempotent.
 * People type it from a paper letter, with capitals and a blank at the end.
 */
export function normaliseIdentifier(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase().normalize('NFKC').trim();
}

/** True for 1 to 128 visible characters without blanks: what an account may be made with. */
export function isIdentifier(text: string): boolean {
  return text.length <= longestIdentifier && /^[^\s\p{C}]+$/u.test(text);
}

/**
 * First initial, point, family name, without accents or punctuation (domain 3): `e.durand`.
 * A homonym is told apart by a digit that the caller appends: `e.durand3`.
 */
export function identifierBase(givenName: string, sn: string): string {
  const initial = lettersOf(givenName).slice(0, 1) || 'x';
  const family = lettersOf(sn).slice(0, 40) || 'x';
  return `${initial}.${family}`;
}

/** Gives each person the identifier of the rule above; remembers those given, so that homonyms are numbered 2, 3... */
export class IdentifierMaker {
  private readonly given = new Map<string, number>();
  next(givenName: string, sn: string): string {
    const base = identifierBase(givenName, sn);
    const number = (this.given.get(base) ?? 0) + 1;
    this.given.set(base, number);
    return number === 1 ? base : `${base}${number}`;
  }
}

function lettersOf(name: string): string {
  return unaccented(name).replace(/[^a-z0-9]/g, '');
}
