import { load } from 'cheerio';
import { TestBrowser } from './support/browser.js';
import { createTestSite } from './support/test-site.js';

test('Accept-Language, then the setting', async () => {
  const { app } = createTestSite();
  const lang = async (accept: string) =>
    load((await new TestBrowser(app).get('/aide', { 'Accept-Language': accept })).text)('html').attr('lang');
  expect(await lang('en-GB,en;q=0.9,fr;q=0.5')).toBe('en');
  expect(await lang('fr-FR,fr;q=0.9')).toBe('fr');
  expect(await lang('de, nl')).toBe('fr');
});

test('the switch is remembered, and offers the other language on the same page', async () => {
  const browser = new TestBrowser(createTestSite().app);
  const first = load((await browser.get('/connexion?profil=eleve')).text);
  const href = first('a.language').attr('href') ?? '';
  expect(href).toBe('/connexion?profil=eleve&lang=en');
  expect((await browser.get(href)).headers['content-language']).toBe('en');
  const later = load((await browser.get('/aide')).text);
  expect(later('html').attr('lang')).toBe('en');
  expect(later('a.language').attr('lang')).toBe('fr');
});

test('the switch never leads to another site', async () => {
  const browser = new TestBrowser(createTestSite().app);
  const page = load((await browser.get('//evil.example/connexion')).text);
  expect(page('a.language').attr('href') ?? '/').toMatch(/^\/(?!\/)/);
});
