import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { helpPages } from '../../src/pages/help/help-pages.js';
import { axeFindings } from '../support/axe-findings.js';
import { launchChromium } from '../support/chromium.js';
import { createTestSite, waitingSuite } from './support/test-site.js';

/** Axe judges every page in a real browser, on a telephone in light and on a wide screen in dark mode. */
let browser: Browser;
let server: Server;
let base: string;

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  server = createTestSite({ baseUrl: base }).app.listen(port, '127.0.0.1');
  browser = await launchChromium();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe.each([
  { width: 360, colorScheme: 'light', prose: Object.keys(helpPages) },
  { width: 1280, colorScheme: 'dark', prose: ['/accessibilite'] },
] as const)('$width px, $colorScheme', ({ width, colorScheme, prose }) => {
  let page: Page;
  beforeAll(async () => {
    const context = await browser.newContext({
      viewport: { width, height: 740 },
      colorScheme,
      locale: 'fr-FR',
    });
    page = await context.newPage();
  });
  afterAll(() => page?.context().close());

  const judge = async (path?: string): Promise<void> => {
    if (path !== undefined) await page.goto(`${base}${path}`);
    expect(await axeFindings(page)).toEqual([]);
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
  };

  test.each(['/connexion', '/trial/error/acs_unknown', '/deconnexion', ...prose])('%s', (path) =>
    judge(path),
  );

  test('the walk: empty form, wrong password, services, sign-out', async () => {
    await page.goto(`${base}/connexion`);
    await page.getByRole('link', { name: 'Élève', exact: false }).first().click();
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await judge();
    expect(await page.evaluate('document.activeElement.className')).toBe('error-summary');
    await page.getByLabel('Identifiant', { exact: true }).fill('n.exemple');
    await page.getByLabel('Mot de passe', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
    expect(await page.locator('#j_password').getAttribute('type')).toBe('text');
    await page.keyboard.press('Enter');
    await page.locator('#j_password').fill('wrong');
    await page.locator('#j_password').press('Enter');
    await page.waitForSelector('#identifier-error');
    await judge();
    await page.locator('#j_password').fill('right-password');
    await page.locator('#j_password').press('Enter');
    await page.waitForSelector('.portals');
    await judge();
    await page.goto(`${base}/deconnexion`);
    await judge();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.waitForSelector('text=Déconnexion réussie');
    await page.goBack();
    expect(await page.locator('main').textContent()).not.toContain('Noé');
    await page.goto(`${base}/`);
    expect(page.url()).toBe(`${base}/connexion`);
  });
});

test('a portal’s sign-in, by keyboard alone and without scripts', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false, locale: 'en-GB' });
  await page.goto(`${base}/connexion?suite=${waitingSuite}&profil=eleve`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  for (const key of ['Tab', 'Tab', 'Tab']) await page.keyboard.press(key);
  await page.keyboard.type('n.exemple');
  await page.keyboard.press('Tab');
  await page.keyboard.type('right-password');
  await page.keyboard.press('Enter');
  await page.getByText('answer to').waitFor();
  await page.close();
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
