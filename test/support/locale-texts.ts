import { languages, type Language } from '../../src/languages.js';
import { partsWithoutGuardians } from '../../src/web/guardian-texts.js';
import { readLocale } from '../../src/web/translations.js';

/** Every text of a locale file by its path, such as `help.legal.sections.0.heading`, in the order of the file. */
export type LocaleTexts = ReadonlyMap<string, string>;

export const localeTexts = Object.fromEntries(
  languages.map((language): [string, LocaleTexts] => [language, new Map(textsOf(readLocale(language)))]),
) as Record<Language, LocaleTexts>;

function textsOf(tree: unknown, path = ''): [path: string, text: string][] {
  if (typeof tree !== 'object' || tree === null) return [[path, String(tree)]];
  return Object.entries(tree).flatMap(([key, value]) => textsOf(value, path === '' ? key : `${path}.${key}`));
}

const plural = /_(zero|one|two|few|many|other)$/;

/** A path without its plural form: languages differ in the forms they have. */
export const withoutPlural = (path: string): string => path.replace(plural, '');
export const pluralOf = (path: string): string | undefined => plural.exec(path)?.[1];

/** Is the text one that guardians meet? */
export const meantForGuardians = (path: string): boolean =>
  !partsWithoutGuardians.includes(path.split('.')[0] ?? '');

/** The names in the `{{name}}` places of a text, each once. */
export const valuesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? ''))].sort();
