import type { Browser, Page } from 'playwright-core';
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

const judge = async (page: Page): Promise<void> => {
  expect(await axeFindings(page)).toEqual([]);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect([page.url(), width]).toEqual([page.url(), 360]);
};

test('forgotten password -> mail -> link -> portal -> « Mon compte », at 360 px, axe on every page', async () => {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.goto(`${demo.urls.gateway}/identifiant-perdu`);
  await judge(page);
  await page.getByRole('button', { name: 'Envoyer par mail' }).click();
  await page.waitForSelector('.error-summary');
  await judge(page);
  await page.goto(`${demo.urls.gateway}/connexion`);
  await page.getByRole('link', { name: 'Mot de passe perdu' }).click();
  await judge(page);
  await page.getByLabel('Identifiant', { exact: true }).fill('e.durand');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/envoye');
  await judge(page);
  await page.goto(demo.urls.inbox);
  const link = page.locator('a[href*="jeton="]').first();
  await link.waitFor({ timeout: 15_000 });
  await page.goto((await link.getAttribute('href')) ?? 'none');
  await judge(page);
  await page.locator('#nouveau').fill('court');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.error-summary');
  await judge(page);
  const secret = 'Vélo rouge 2026 !';
  await page.locator('#nouveau').fill(secret);
  await page.locator('#encore').fill(secret);
  await page.keyboard.press('Enter');
  await page.getByText('a été changé').first().waitFor();
  await judge(page);
  await page.goto(demo.urls.ent);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByLabel('Identifiant', { exact: true }).fill('e.durand');
  await page.locator('[name=j_password]').fill(secret);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${demo.urls.ent}/**`);
  expect(await page.locator('h1').innerText()).toMatch(/Emma Durand/);
  for (const path of ['', '/mot-de-passe', '/adresse-mail', '/verification']) {
    await page.goto(`${demo.urls.gateway}/compte${path}`);
    await judge(page);
  }
  await context.close();
}, 90_000);
