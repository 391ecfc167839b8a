import { readFileSync } from 'node:fs';
import i18next, { type TFunction } from 'i18next';
import type { Config } from '../config.js';
import { factsOf, languages, type Language } from '../languages.js';
import { writtenTimeZone, type TimeStyle } from '../written-time.js';
import { templatesFolder } from './templates-folder.js';

/** One language's texts. Throws nothing: a test proves that every key exists in every language. */
export interface Texts {
  readonly language: Language;
  /** The text of `key` (`sign-in.title`), with `values` in its `{{name}}` places; never HTML-escaped here. */
  text(key: string, values?: Readonly<Record<string, unknown>>): string;
  /** A part of the locale file as data: lists of paragraphs, with `values` in their places. */
  tree(key: string, values?: Readonly<Record<string, unknown>>): unknown;
}

export type Translations = Readonly<Record<Language, Texts>>;

/**
 * Reads a file of templates/locales when its language is first asked for. Every text may name the service, its operator, its
 * contact and the zone of its times.
 */
export function loadTranslations(
  config: Pick<Config, 'SERVICE_NAME' | 'SERVICE_OPERATOR' | 'SUPPORT_MAIL' | 'TIME_ZONE'>,
): Translations {
  const instance = i18next.createInstance();
  void instance.init({
    initAsync: false,
    lng: 'fr',
    fallbackLng: false,
    showSupportNotice: false,
    returnEmptyString: false,
    resources: {},
    interpolation: {
      escapeValue: false,
      defaultVariables: {
        service: config.SERVICE_NAME,
        operator: config.SERVICE_OPERATOR,
        supportMail: config.SUPPORT_MAIL,
      },
    },
  });
  const texts = (language: Language): Texts => {
    let known: { find: TFunction; timeZone: string } | undefined;
    const translate = (key: string, values: Readonly<Record<string, unknown>> = {}) => {
      if (known === undefined) {
        instance.addResourceBundle(language, 'translation', isolateValues(readLocale(language), language));
        const find = instance.getFixedT(language);
        known = { find, timeZone: nameOfTimeZone(find, { language, timeZone: config.TIME_ZONE }) };
      }
      return known.find(key, { timeZone: known.timeZone, ...values });
    };
    const fixed = new Map<string, string>();
    const plain = (key: string): string => {
      const before = fixed.get(key);
      if (before !== undefined) return before;
      const text = translate(key);
      fixed.set(key, text);
      return text;
    };
    return {
      language,
      text: (key, values) => (values === undefined ? plain(key) : translate(key, values)),
      tree: (key, values) => translate(key, { ...values, returnObjects: true }) as unknown,
    };
  };
  return Object.fromEntries(languages.map((language) => [language, texts(language)])) as Translations;
}

/** The zones of the academies have names of ours; ICU calls that of Mayotte « heure normale d’Afrique de l’Est ». */
function nameOfTimeZone(find: TFunction, style: TimeStyle): string {
  return find(`time-zones.${style.timeZone}`, { defaultValue: writtenTimeZone(style) });
}

/**
 * In texts that run from right to left, sets each value off from the words around it (Unicode bidirectional isolates,
 * UAX 9 2.4): a name or an address in Latin letters would else draw the punctuation next to it to its own side. A text that is
 * a value and nothing else stays as it is: it may serve as an address.
 */
function isolateValues(tree: unknown, language: Language): Record<string, unknown> {
  if (factsOf(language).direction === 'ltr') return tree as Record<string, unknown>;
  const written = JSON.stringify(tree, (_key, value: unknown) =>
    typeof value === 'string' && !/^\{\{\w+\}\}$/.test(value)
      ? value.replaceAll(/\{\{\w+\}\}/g, '\u2068$&\u2069')
      : value,
  );
  return JSON.parse(written) as Record<string, unknown>;
}

/** The locale file of a language, as data. */
export function readLocale(language: Language): Record<string, unknown> {
  const file = new URL(`locales/${language}.json`, templatesFolder);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
