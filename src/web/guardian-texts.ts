import { completeLanguages, languages, type Language } from '../languages.js';

/**
 * Parts of the locale files that no guardian meets on a page or in a message: the first sign-in of pupils, what pupils are
 * asked at 15, and the letters, which the school prints in its own language. They are in French and English alone.
 */
export const partsWithoutGuardians: readonly string[] = ['letters', 'first-sign-in', 'own-mail'];

/** Pages made of those parts. A test looks for them in the templates. */
export const pagesWithoutGuardians: readonly string[] = [
  'activation/birth-date-page',
  'activation/information-page',
  'activation/password-page',
  'mail/own-mail-page',
];

/** The languages that a page has. */
export function languagesOf(page: string): readonly Language[] {
  return pagesWithoutGuardians.includes(page) ? completeLanguages : languages;
}
