import type { Browser, Page } from 'playwright-core';
import { factsOf, languages, type Language } from '../../src/languages.js';
import { axeFindings } from '../support/axe-findings.js';
import { launchChromium } from '../support/chromium.js';
import { startDemoProcess, type DemoProcess } from '../support/demo-process.js';

let demo: DemoProcess;
let browser: Browser;
beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemoProcess(), launchChromium()]);
}, 90_000);
afterAll(async () => {
  await browser.close();
  await demo.stop();
});

/** Sentences of the pages in French, to find again those left in other languages. */
const french = new Set<string>();
const isSentence = (text: string): boolean => (text.match(/\p{L}+/gu) ?? []).length > 3;

/** What the page says, wherever it is read: texts, titles, labels. */
async function textsOf(page: Page): Promise<string[]> {
  const words = (await page.locator('body').innerText()).split('\n');
  const marks = await page
    .locator('[aria-label], [title], [data-show]')
    .evaluateAll((all) =>
      all.flatMap((each) =>
        ['aria-label', 'title', 'data-show'].map((name) => each.getAttribute(name) ?? ''),
      ),
    );
  return [await page.title(), ...words, ...marks].map((text) => text.trim()).filter((text) => text !== '');
}

async function judge(page: Page, language: Language): Promise<void> {
  const { direction } = factsOf(language);
  const seen = await page
    .locator('html')
    .evaluate((root) => ['lang', 'dir'].map((name) => root.getAttribute(name)));
  expect([page.url(), ...seen]).toEqual([page.url(), language, direction]);
  const texts = await textsOf(page);
  const holes = texts.filter((text) => /^[a-z][\w-]*(\.[\w-]+)+$|\{\{|\bundefined\b|\[object/.test(text));
  expect([page.url(), holes.filter((text) => !text.includes('durand'))]).toEqual([page.url(), []]);
  // Names from school records are what they are.
  const names = await page.locator('bdi').allInnerTexts();
  for (const text of texts.filter((each) => isSentence(each) && !names.includes(each))) {
    if (language === 'fr') french.add(text);
    else expect([page.url(), text, french.has(text)]).toEqual([page.url(), text, false]);
  }
  expect([page.url(), await page.evaluate('document.documentElement.scrollWidth')]).toEqual([
    page.url(),
    360,
  ]);
  // Axe judges the same pages in French in other tests; Arabic stands for what direction may break.
  if (language !== 'ar') return;
  expect(await axeFindings(page)).toEqual([]);
}

const outside = [
  ...['/connexion', '/identifiant-perdu', '/mot-de-passe-perdu', '/nulle-part'],
  ...['/aide', '/accessibilite', '/mentions-legales', '/donnees-personnelles'],
  ...['/mot-de-passe-perdu/envoye', '/identifiant-perdu/envoye', '/inscription'],
];
const inside = [
  '/',
  '/compte',
  '/compte/mot-de-passe',
  '/compte/adresse-mail',
  '/compte/verification',
  '/compte/enfants',
  '/compte/enfants/ajouter',
  '/compte/franceconnect',
  '/deconnexion',
];

test.each(languages)(
  'a guardian’s pages in %s at 360 px: no hole, nothing left in French',
  async (language) => {
    const context = await browser.newContext({ locale: language, viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const open = async (path: string): Promise<void> => {
      await page.goto(`${demo.urls.gateway}${path}`);
      await judge(page, language);
    };
    for (const path of outside) await open(path);
    await open('/connexion?profil=responsable');
    const submit = page.locator('main form button[type=submit]');
    await submit.click();
    await page.waitForSelector('.error-summary');
    await judge(page, language);
    await page.locator('#j_username').fill('c.durand');
    for (const password of ['wrong', 'Passerelle-demo-1']) {
      await page.locator('#j_password').fill(password);
      await submit.click();
      if (password === 'wrong') await page.waitForSelector('#identifier-error');
    }
    await page.waitForSelector('.portals');
    for (const path of inside) await open(path);
    await submit.click();
    await page.waitForSelector('h1');
    await judge(page, language);
    await context.close();
  },
  90_000,
);

test('the switch works by keyboard and without scripts, and is remembered', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'fr-FR' });
  const page = await context.newPage();
  await page.goto(`${demo.urls.gateway}/connexion`);
  await page.locator('.languages summary').press('Enter');
  for (const name of ['English', 'Português', 'Español', 'العربية']) {
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name, exact: true }).and(page.locator(':focus')).waitFor();
  }
  await page.keyboard.press('Enter');
  await page.waitForURL('**/connexion?lang=ar');
  await page.goto(`${demo.urls.gateway}/aide`);
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  await context.close();
});
