import { loadTemplates, templatePaths } from '../../../src/web/render.js';
import { loadTranslations } from '../../../src/web/translations.js';

const texts = loadTranslations({ SERVICE_NAME: 'S', SERVICE_OPERATOR: 'O', SUPPORT_MAIL: 'a@b.test' }).fr;
const base = { texts, language: 'fr', assets: {} };

test('every template compiles', () => {
  const templates = loadTemplates();
  expect(templatePaths().length).toBeGreaterThan(5);
  for (const [path, template] of templates) {
    if (path.startsWith('layouts/')) continue;
    expect(
      template({ ...base, part: 'help.legal', titleKey: 'help.legal.title', sentenceKey: 'errors.busy' }),
    ).toMatch(/^<!doctype html>\n<html lang="fr">/);
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
