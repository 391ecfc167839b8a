import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../support/axe-findings.js';
import { launchChromium } from '../support/chromium.js';
import { aafFeed, aafPupil, others } from '../support/feeds/small-aaf.js';
import { startOperatorSite, type OperatorSite } from '../support/operator-site.js';

let site: OperatorSite;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operator-browser-'));
  [site, browser] = await Promise.all([startOperatorSite(), launchChromium()]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function filesOf(feed: Record<string, string>): Promise<string[]> {
  return Promise.all(
    Object.entries(feed).map(async ([name, content]) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    }),
  );
}

const judge = async (page: Page, width: number): Promise<void> => {
  expect(await axeFindings(page)).toEqual([]);
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  expect([page.url(), wide]).toEqual([page.url(), width]);
};

test.each([
  { width: 360, colorScheme: 'light', pupils: others },
  { width: 1280, colorScheme: 'dark', pupils: others.slice(0, 10) },
] as const)(
  'link -> upload -> trial -> import -> record, axe on every page, at $width px',
  async (given) => {
    const { width, colorScheme, pupils } = given;
    const viewport = { width, height: 740 };
    const context = await browser.newContext({
      ...{ locale: 'fr-FR', viewport, colorScheme },
    });
    const page = await context.newPage();
    await page.goto(`${site.url}/operateur`);
    await judge(page, width);
    const { token } = await site.access.makeLink('A. Martin');
    await page.goto(`${site.url}/operateur/entrer?jeton=${token}`);
    expect(page.url()).toBe(`${site.url}/operateur/entrer`);
    await judge(page, width);
    await page.getByRole('button', { name: 'Entrer' }).click();
    await page.waitForURL('**/operateur/import');
    await page.getByRole('button', { name: 'Envoyer et essayer' }).click();
    await page.waitForSelector('.error-summary');
    await judge(page, width);
    const refused = aafPupil('910002', { sn: undefined });
    const feed = aafFeed({ pupils: [...pupils, aafPupil('910001'), refused], guardians: [] });
    await page.getByLabel('Fichiers de l’export').setInputFiles(await filesOf(feed));
    await page.getByRole('button', { name: 'Envoyer et essayer' }).click();
    await page.getByRole('heading', { name: 'Rapport' }).waitFor();
    await page.getByText('Le nom (sn) manque').waitFor();
    await judge(page, width);
    const box = page.getByRole('checkbox');
    if ((await box.count()) > 0) {
      await page.getByRole('button', { name: 'Appliquer' }).click();
      await page.waitForSelector('.error-summary');
      await judge(page, width);
      await box.check();
    }
    await page.getByRole('button', { name: 'Appliquer' }).click();
    await page.getByRole('heading', { name: 'Import terminé' }).waitFor();
    await judge(page, width);
    await page.getByRole('link', { name: 'Imports passés' }).click();
    await judge(page, width);
    await page.locator('.records a').first().click();
    await page.getByRole('heading', { name: 'Rapport' }).waitFor();
    await judge(page, width);
    await page.getByRole('button', { name: 'Quitter' }).click();
    await page.getByText('gateway operator link').waitFor();
    await context.close();
  },
  60_000,
);
