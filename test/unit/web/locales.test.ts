import { readFileSync } from 'node:fs';
import { catalogue } from '../../../src/error-catalogue.js';
import { completeLanguages, factsOf, languages } from '../../../src/languages.js';
import { helpPages } from '../../../src/pages/help/help-pages.js';
import {
  languagesOf,
  pagesWithoutGuardians,
  partsWithoutGuardians,
} from '../../../src/web/guardian-texts.js';
import { templatePaths } from '../../../src/web/render.js';
import { templatesFolder } from '../../../src/web/templates-folder.js';
import { loadTranslations } from '../../../src/web/translations.js';
import {
  localeTexts,
  meantForGuardians,
  pluralOf,
  valuesIn,
  withoutPlural,
} from '../../support/locale-texts.js';

const translations = loadTranslations({
  SERVICE_NAME: 'ÉcoleClé',
  SERVICE_OPERATOR: 'Académie d’essai',
  SUPPORT_MAIL: 'aide@gateway.test',
  TIME_ZONE: 'Europe/Paris',
});
const french = localeTexts.fr;
const others = languages.filter((language) => language !== 'fr');
const isComplete = (language: string): boolean => completeLanguages.some((each) => each === language);

/** The paths that a language must have, in order. */
const wanted = (language: string): string[] =>
  [...french.keys()].filter((path) => isComplete(language) || meantForGuardians(path));
const unique = (paths: Iterable<string>): string[] => [...new Set([...paths].map(withoutPlural))];

/** The keys written out in a template: `{{t "a.b"}}`, `(t "a.b")`, `{{t (or "a.b")}}`. */
function keysOf(template: string): string[] {
  const source = readFileSync(new URL(template, templatesFolder), 'utf8');
  return [...source.matchAll(/[({](?:t|tree) "([^"]+)"|Key="([^"]+)"/g)].map(
    (found) => found[1] ?? found[2] ?? '',
  );
}

test.each(others)('%s has the texts of French that it must have, no other, in their order', (language) => {
  expect(unique(localeTexts[language].keys())).toEqual(unique(wanted(language)));
});

test.each(languages)('every text in %s is there and names only known values', (language) => {
  const allowed = new Set([
    ...['service', 'operator', 'supportMail', 'portal', 'givenName', 'fullName'],
    ...['schoolName', 'identifier', 'code', 'minutes', 'until', 'at', 'timeZone', 'number', 'least'],
    ...['act', 'school', 'classes', 'day', 'contact', 'address'],
    ...['total', 'digits', 'count'],
    ...['name', 'percent', 'megabytes', 'size', 'most', 'known'],
    ...['field', 'uai', 'structure', 'link', 'person', 'file', 'files', 'last', 'line', 'menu', 'year'],
    ...['otherFile', 'otherUai', 'otherYear', 'column', 'columns', 'format', 'formats', 'root'],
    ...['detail', 'entry', 'encoding', 'process'],
    ...['people', 'className', 'since', 'used', 'first', 'last', 'browser', 'system', 'network'],
  ]);
  for (const [path, text] of localeTexts[language]) {
    expect([path, text.trim()]).not.toEqual([path, '']);
    expect([path, valuesIn(text).filter((name) => !allowed.has(name))]).toEqual([path, []]);
    const free = text.replaceAll(/\{\{\w+\}\}/g, '');
    expect([path, free]).not.toEqual([path, expect.stringMatching(/[{}<>]|\$t\(/)]);
  }
});

test.each(others)('each text in %s names the values that French names', (language) => {
  for (const [path, text] of localeTexts[language]) {
    const base = withoutPlural(path);
    const model = french.get(path) ?? french.get(base) ?? french.get(`${base}_other`) ?? '';
    // A plural form may say its number in a word.
    const mayBeWord = (name: string): boolean => name === 'count' && pluralOf(path) !== undefined;
    const names = (each: string): string[] => valuesIn(each).filter((name) => !mayBeWord(name));
    expect([path, names(text)]).toEqual([path, names(model)]);
  }
});

test.each(languages)(
  'counted texts in %s have every form that its grammar takes from 0 to 100',
  (language) => {
    const rules = new Intl.PluralRules(factsOf(language).locale);
    const forms = new Set(Array.from({ length: 101 }, (_, count) => rules.select(count)));
    const counted = [...localeTexts[language].keys()].filter((path) => pluralOf(path) !== undefined);
    for (const base of unique(counted)) {
      const found = counted.filter((path) => withoutPlural(path) === base).map(pluralOf);
      // i18next reads `_zero` for nought in every language.
      expect([base, new Set([...found, 'zero'])]).toEqual([base, new Set([...forms, 'zero'])]);
    }
  },
);

test('a text is in its language: no sentence is that of another', () => {
  for (const language of others) {
    for (const [path, text] of localeTexts[language]) {
      const words = text.replaceAll(/\{\{\w+\}\}|\p{P}/gu, '').match(/\p{L}+/gu) ?? [];
      if (words.length < 4 || !meantForGuardians(path)) continue;
      const same = languages.filter((each) => each !== language && localeTexts[each].get(path) === text);
      expect([language, path, same]).toEqual([language, path, []]);
    }
  }
});

test('what is Arabic is written in Arabic letters, with digits 0 to 9', () => {
  for (const [path, text] of localeTexts.ar) {
    const free = text.replaceAll(/\{\{\w+\}\}|\u2066.+?\u2069|FranceConnect/g, '').trim();
    if (/^(browsers|systems)\.|\.(stated)$/.test(path) || free.length < 2) continue;
    expect([path, /\p{Script=Arabic}/u.test(free)]).toEqual([path, true]);
    expect([path, free]).not.toEqual([path, expect.stringMatching(/[٠-٩۰-۹]|\p{Script=Arabic}[,;?]/u)]);
  }
});

test.each(languages)('every key that a template or a page uses exists in %s', (language) => {
  const shown = templatePaths().filter((path) =>
    languagesOf(path.slice(0, -'.hbs'.length)).includes(language),
  );
  const keys = [
    ...shown.flatMap(keysOf),
    ...['eleve', 'responsable'].flatMap((name) => [
      `sign-in.profile-${name}`,
      `sign-in.profile-${name}-hint`,
    ]),
    ...['pupil', 'guardian'].map((kind) => `services.kind-${kind}`),
    ...Object.values(helpPages).flatMap((part) => [`help.${part}.title`, `help.${part}.lead`]),
    ...Object.values(catalogue).flatMap(({ sentence }) => [`errors.${sentence}`, `error-titles.${sentence}`]),
    'sign-in.credentials-wrong',
    'sign-in.identifier-missing',
    'sign-in.password-missing',
  ];
  expect(keys.length).toBeGreaterThan(80);
  const known = new Set([...localeTexts[language].keys()].flatMap((path) => [path, withoutPlural(path)]));
  const parts = (key: string): boolean => [...known].some((path) => path.startsWith(`${key}.`));
  expect(keys.filter((key) => !known.has(key) && !parts(key))).toEqual([]);
});

test('the pages in two languages are those made of the parts in two languages', () => {
  const made = templatePaths()
    .filter((path) => keysOf(path).some((key) => partsWithoutGuardians.includes(key.split('.')[0] ?? '')))
    .map((path) => (path.startsWith('operator/') ? 'operator/' : path.slice(0, -'.hbs'.length)));
  expect([...new Set(made)]).toEqual([...pagesWithoutGuardians].sort());
});

test('time zones with a name are zones, and no text names the place of one otherwise', () => {
  const zones = [...french.keys()].filter((path) => path.startsWith('time-zones.'));
  expect(zones.length).toBeGreaterThan(5);
  for (const path of zones) {
    const timeZone = path.slice('time-zones.'.length);
    expect(() => new Intl.DateTimeFormat('fr', { timeZone })).not.toThrow();
  }
  for (const language of languages) {
    const paris = localeTexts[language].get('time-zones.Europe/Paris') ?? '';
    const naming = [...localeTexts[language]].filter(([, text]) => text.includes(paris));
    expect([language, naming.length]).toEqual([language, 1]);
  }
});

test('the service is named, and values are not read as templates', () => {
  expect(translations.fr.text('sign-in.box-title')).toBe('J’utilise mes identifiants ÉcoleClé');
  expect(translations.en.text('services.hello', { givenName: '{{service}} $t(layout.skip) <b>' })).toBe(
    'Hello {{service}} $t(layout.skip) <b>',
  );
  expect(translations.fr.tree('help.legal')).toMatchObject({ title: 'Mentions légales' });
});

test('from right to left, values are set off from the text around them', () => {
  expect(translations.ar.text('services.hello', { givenName: 'Zoé' })).toBe('مرحبًا \u2068Zoé\u2069');
  expect(translations.ar.text('help-contact.mail')).toBe('aide@gateway.test');
  expect(translations.pt.text('services.hello', { givenName: 'Zoé' })).toBe('Olá, Zoé');
});
