import { readFileSync } from 'node:fs';
import { catalogue } from '../../../src/error-catalogue.js';
import { helpPages } from '../../../src/pages/help/help-pages.js';
import { templatePaths } from '../../../src/web/render.js';
import { templatesFolder } from '../../../src/web/templates-folder.js';
import { languages, loadTranslations, readLocale } from '../../../src/web/translations.js';

const translations = loadTranslations({
  SERVICE_NAME: 'ÉcoleClé',
  SERVICE_OPERATOR: 'Académie d’essai',
  SUPPORT_MAIL: 'aide@gateway.test',
});
const locales = Object.fromEntries(languages.map((language) => [language, readLocale(language)]));

/** Every path to a text, such as `help.legal.sections.0.heading`. */
function pathsOf(tree: unknown, path = ''): string[] {
  if (typeof tree !== 'object' || tree === null) return [path];
  return Object.entries(tree).flatMap(([key, value]) => pathsOf(value, path === '' ? key : `${path}.${key}`));
}

function textAt(tree: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], tree);
}

/** The keys written out in the templates: `{{t "a.b"}}`, `(t "a.b")`. */
function keysOfTemplates(): string[] {
  return templatePaths().flatMap((path) => {
    const source = readFileSync(new URL(path, templatesFolder), 'utf8');
    return [...source.matchAll(/[({]t "([^"]+)"/g)].map((found) => found[1] ?? '');
  });
}

test('French and English have the same keys', () => {
  expect(pathsOf(locales.en).sort()).toEqual(pathsOf(locales.fr).sort());
});

test.each(languages)('every text in %s is there and names only known values', (language) => {
  const allowed = new Set([
    ...['service', 'operator', 'supportMail', 'portal', 'givenName', 'fullName'],
    ...['schoolName', 'identifier', 'code', 'minutes', 'until', 'at', 'number', 'least'],
    ...['school', 'classes', 'day', 'contact', 'address'],
    ...['total', 'digits', 'count'],
    ...['name', 'percent', 'megabytes', 'size', 'most', 'known'],
    ...['people', 'className', 'since', 'used', 'first', 'last', 'browser', 'system', 'network'],
  ]);
  for (const path of pathsOf(locales[language])) {
    const text = String(textAt(locales[language], path));
    expect(text.trim()).not.toBe('');
    for (const [, name] of text.matchAll(/\{\{(\w+)\}\}/g))
      expect([path, allowed.has(name ?? '')]).toEqual([path, true]);
  }
});

test('both languages name the same values in each text', () => {
  const names = (text: unknown): string[] => [...String(text).matchAll(/\{\{\w+\}\}/g)].map(String).sort();
  for (const path of pathsOf(locales.fr)) {
    const found = [path, new Set(names(textAt(locales.en, path)))];
    expect(found).toEqual([path, new Set(names(textAt(locales.fr, path)))]);
  }
});

test.each(languages)('every key that a template or a page uses exists in %s', (language) => {
  const keys = [
    ...keysOfTemplates(),
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
  for (const key of keys) expect([key, typeof textAt(locales[language], key)]).toEqual([key, 'string']);
});

test('the service is named, and values are not read as templates', () => {
  expect(translations.fr.text('sign-in.box-title')).toBe('J’utilise mes identifiants ÉcoleClé');
  expect(translations.en.text('services.hello', { givenName: '{{service}} $t(layout.skip) <b>' })).toBe(
    'Hello {{service}} $t(layout.skip) <b>',
  );
  expect(translations.fr.tree('help.legal')).toMatchObject({ title: 'Mentions légales' });
});
