import { languages } from '../../../src/languages.js';
import { languagesOf } from '../../../src/web/guardian-texts.js';
import { loadTemplates, templatePaths } from '../../../src/web/render.js';
import { loadTranslations } from '../../../src/web/translations.js';

const translations = loadTranslations({
  SERVICE_NAME: 'S',
  SERVICE_OPERATOR: 'O',
  SUPPORT_MAIL: 'a@b.test',
  TIME_ZONE: 'Europe/Paris',
});
const base = { texts: translations.fr, language: 'fr', direction: 'ltr', assets: {} };

test.each(languages)('every template compiles, and says its language: %s', (language) => {
  expect(templatePaths().length).toBeGreaterThan(5);
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  const spoken = { ...base, language, direction, texts: translations[language] };
  for (const [path, template] of loadTemplates()) {
    if (!path.endsWith('-page') || !languagesOf(path).includes(language)) continue;
    const html = template({
      ...spoken,
      ...{ part: 'help.legal', titleKey: 'help.legal.title', sentenceKey: 'errors.busy' },
    });
    const start = `<!doctype html>\n<html lang="${language}" dir="${direction}">`;
    expect([path, html.slice(0, start.length)]).toEqual([path, start]);
  }
});

test('values are escaped, and an object’s prototype is out of reach', () => {
  const page = loadTemplates().get('account/services-page');
  const html = page?.({
    ...base,
    givenName: '<img src=x>',
    fullName: '"><script>',
    kindKey: 'services.kind-pupil',
    portals: [],
  });
  expect(html).toContain('&lt;img src&#x3D;x&gt;');
  expect(html).not.toContain('<script>');
  const portals = [{ name: 'n', href: '"onclick="x' }];
  expect(page?.({ ...base, kindKey: 'services.kind-pupil', portals })).toContain(
    'href="&quot;onclick&#x3D;&quot;x"',
  );
});
