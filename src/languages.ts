/** The languages of pages and messages, in the order of the switch. */
export const languages = ['fr', 'en', 'pt', 'es', 'ar', 'tr'] as const;
export type Language = (typeof languages)[number];

/** Those that have every text; the others have the texts that guardians meet (`web/guardian-texts.ts`). */
export const completeLanguages = ['fr', 'en'] as const satisfies readonly Language[];

interface LanguageFacts {
  /** In itself, so that who cannot read the page finds their own. */
  name: string;
  direction: 'ltr' | 'rtl';
  /**
   * BCP 47, for dates and numbers. Arabic: the digits 0 to 9 that the Maghreb writes, which are those of identifiers, codes
   * and telephones in France; the hours to 24, as everywhere here.
   */
  locale: string;
}

const facts: Readonly<Record<Language, LanguageFacts>> = {
  fr: { name: 'Français', direction: 'ltr', locale: 'fr-FR' },
  en: { name: 'English', direction: 'ltr', locale: 'en-GB' },
  pt: { name: 'Português', direction: 'ltr', locale: 'pt-PT' },
  es: { name: 'Español', direction: 'ltr', locale: 'es' },
  ar: { name: 'العربية', direction: 'rtl', locale: 'ar-u-hc-h23-nu-latn' },
  tr: { name: 'Türkçe', direction: 'ltr', locale: 'tr-TR' },
};

/** What a page or a message has to know of its language. */
export function factsOf(language: Language): LanguageFacts {
  return facts[language];
}

/** The language of that code, if we have it. */
export function asLanguage(code: unknown): Language | undefined {
  return languages.find((each) => each === code);
}
