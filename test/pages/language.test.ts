import { load } from 'cheerio';
import express from 'express';
import { SeededRandom } from '../../src/random.js';
import { loadAssets } from '../../src/web/assets.js';
import { createChooseLanguage } from '../../src/web/language.js';
import { createRender } from '../../src/web/render.js';
import { loadTranslations } from '../../src/web/translations.js';
import { TestBrowser } from './support/browser.js';
import { createTestSite } from './support/test-site.js';

test('Accept-Language, then the setting', async () => {
  const { app } = createTestSite();
  const lang = async (accept: string) =>
    load((await new TestBrowser(app).get('/aide', { 'Accept-Language': accept })).text)('html').attr('lang');
  expect(await lang('en-GB,en;q=0.9,fr;q=0.5')).toBe('en');
  expect(await lang('fr-FR,fr;q=0.9')).toBe('fr');
  expect(await lang('de, nl')).toBe('fr');
  expect(await lang('pt-BR,pt;q=0.9,en;q=0.8')).toBe('pt');
  expect(await lang('ber, ar-DZ;q=0.8, fr;q=0.5')).toBe('ar');
});

test('the switch is remembered, and offers the other languages, each in itself, on the same page', async () => {
  const browser = new TestBrowser(createTestSite().app);
  const first = load((await browser.get('/connexion?profil=eleve')).text);
  expect(
    first('a.language')
      .toArray()
      .map((link) => [link.attribs['lang'], link.attribs['hreflang'], first(link).text()]),
  ).toEqual([
    ['en', 'en', 'English'],
    ['pt', 'pt', 'Português'],
    ['es', 'es', 'Español'],
    ['ar', 'ar', 'العربية'],
    ['tr', 'tr', 'Türkçe'],
  ]);
  const href = first('a.language[lang=ar]').attr('href') ?? '';
  expect(href).toBe('/connexion?profil=eleve&lang=ar');
  expect((await browser.get(href)).headers['content-language']).toBe('ar');
  const later = load((await browser.get('/aide')).text);
  expect(later('html').attr()).toEqual({ lang: 'ar', dir: 'rtl' });
  expect(later('a.language').first().text()).toBe('Français');
});

test('a page of pupils is in French or English: as the address or the browser asks, else the setting', async () => {
  const chooseLanguage = createChooseLanguage({ baseUrl: 'http://gateway.test', fallback: 'fr' });
  const texts = {
    ...{ SERVICE_NAME: 'ÉcoleClé', SERVICE_OPERATOR: 'Académie', SUPPORT_MAIL: 'aide@gateway.test' },
    TIME_ZONE: 'Europe/Paris',
  };
  const render = createRender({
    ...{ chooseLanguage, translations: loadTranslations(texts), assets: loadAssets() },
    random: new SeededRandom('language'),
  });
  const app = express()
    .get('/pupils', (_req, res) => render(res, 'activation/birth-date-page'))
    .get('/all', (_req, res) => render(res, 'account/signed-out-page'));
  const shown = async (browser: TestBrowser, path: string, accept: string): Promise<unknown[]> => {
    const page = load((await browser.get(path, { 'Accept-Language': accept })).text);
    const { lang, dir } = page('html').attr() ?? {};
    return [lang, dir, page('a.language').length];
  };
  const browser = new TestBrowser(app);
  expect(await shown(browser, '/pupils?lang=ar', 'ar, en;q=0.5')).toEqual(['en', 'ltr', 1]);
  expect(await shown(browser, '/pupils', 'ar, es;q=0.5')).toEqual(['fr', 'ltr', 1]);
  expect(await shown(browser, '/all', 'fr')).toEqual(['ar', 'rtl', 5]);
  expect(await shown(browser, '/pupils?lang=en', 'fr')).toEqual(['en', 'ltr', 1]);
});

test('the switch never leads to another site', async () => {
  const browser = new TestBrowser(createTestSite().app);
  const page = load((await browser.get('//evil.example/connexion')).text);
  expect(page('a.language').attr('href') ?? '/').toMatch(/^\/(?!\/)/);
});
