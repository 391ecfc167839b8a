import { unaccented } from '../../unaccented.js';

/** A name without accents, case or punctuation, words apart by one blank: under it people are searched and compared. */
export function normaliseName(name: string): string {
  if (/^[a-z]+$/i.test(name)) return name.toLowerCase();
  return unaccented(name)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
