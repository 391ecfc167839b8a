import { completeLanguages, languages, type Language } from '../languages.js';

/**
 * Parts of the locale files that no guardian meets on a page or in a message: the first sign-in of pupils, what pupils are
 * asked at 15, the letters, which the school prints in its own language, and the pages of operators. They are in French and
 * English alone.
 */
export const partsWithoutGuardians: readonly string[] = ['letters', 'first-sign-in', 'own-mail', 'operator'];

/** Pages made of those parts, or whole folders of them (`operator/`). A test looks for them in the templates. */
export const pagesWithoutGuardians: readonly string[] = [
  'activation/birth-date-page',
  'activation/information-page',
  'activation/password-page',
  'mail/own-mail-page',
  'operator/',
];

/** The languages that a page has. */
export function languagesOf(page: string): readonly Language[] {
  const folder = page.slice(0, page.indexOf('/') + 1);
  const isWithout = pagesWithoutGuardians.includes(page) || pagesWithoutGuardians.includes(folder);
  return isWithout ? completeLanguages : languages;
}
