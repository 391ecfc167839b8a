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

const person = async (): Promise<Page> =>
  (await browser.newContext({ locale: 'fr-FR', viewport: { width: 360, height: 740 } })).newPage();
const judge = async (page: Page): Promise<void> => {
  expect(await axeFindings(page)).toEqual([]);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect([page.url(), width]).toEqual([page.url(), 360]);
};

/** From the ENT to FranceConnect's page. */
async function toFranceConnect(page: Page): Promise<void> {
  await page.goto(demo.urls.ent);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('link', { name: /Responsable/ }).click();
  await judge(page);
  const what = page.getByRole('link', { name: 'Qu’est-ce que FranceConnect ?' });
  expect(await what.getAttribute('href')).toBe('https://franceconnect.gouv.fr/');
  expect(await what.getAttribute('title')).toContain('nouvelle fenêtre');
  await page.getByRole('button', { name: 'S’identifier avec FranceConnect' }).click();
  await judge(page);
}

async function identify(page: Page, name: RegExp): Promise<void> {
  await page.getByLabel(name).check();
  await page.locator('#mot-de-passe').fill('123');
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await judge(page);
  await page.getByRole('button', { name: /Continuer sur/ }).click();
}

test('known: ENT -> FranceConnect -> ENT, « Mon compte », then out here and there', async () => {
  const page = await person();
  await toFranceConnect(page);
  await identify(page, /Jeanne/);
  await page.waitForURL(`${demo.urls.ent}/**`);
  expect(await page.locator('h1').innerText()).toMatch(/Jeanne Martin/);
  expect(await page.content()).toMatch(/2\|Martin\|Jeanne\|/);
  for (const path of ['/compte', '/compte/franceconnect', '/compte/mot-de-passe', '/compte/verification']) {
    await page.goto(`${demo.urls.gateway}${path}`);
    await judge(page);
  }
  await page.goto(`${demo.urls.gateway}/deconnexion`);
  await page
    .getByRole('main')
    .getByRole('button', { name: /déconnecter/i })
    .click();
  await page.getByRole('heading', { name: /Déconnexion réussie/ }).waitFor();
  expect(page.url()).toBe(`${demo.urls.gateway}/deconnexion`);
  await page.goto(demo.urls.gateway);
  expect(page.url()).toContain('/connexion');
}, 60_000);

test('who gives up is back on the sign-in page, which says so', async () => {
  const page = await person();
  await toFranceConnect(page);
  await page.getByRole('button', { name: /Revenir/ }).click();
  await page.waitForURL(`${demo.urls.gateway}/connexion?**`);
  expect(await page.getByRole('alert').innerText()).toMatch(/quitté FranceConnect/);
  await judge(page);
}, 60_000);

test('the first time: mobile, SMS, birth date, address kept; ends in the ENT, without a password', async () => {
  const page = await person();
  await toFranceConnect(page);
  await identify(page, /CLEMENT/);
  await page.waitForURL('**/inscription/mobile');
  await judge(page);
  await page.locator('main input[type=tel]').fill('06 12 34 56 03');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/inscription/code');
  const inbox = await page.context().newPage();
  let code: string | undefined;
  for (let tries = 0; tries < 40 && code === undefined; tries += 1) {
    await inbox.goto(demo.urls.inbox);
    code = /\b\d{6}\b/.exec(await inbox.locator('main').innerText())?.[0];
    await inbox.waitForTimeout(250);
  }
  await page.locator('[name=code]').fill(code ?? '');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/inscription/enfants');
  await page.locator('[name=jour1]').fill('14');
  await page.locator('[name=mois1]').fill('3');
  await page.locator('[name=annee1]').fill(await bornIn('Hugo'));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/inscription/adresse-mail');
  expect(await page.locator('[name=mail]').inputValue()).toBe('clement.corse@example.org');
  await page.getByRole('main').getByRole('button').first().click();
  await page.waitForURL(`${demo.urls.ent}/**`);
  expect(await page.locator('h1').innerText()).toMatch(/Clément Corse/);
  expect(await page.content()).toMatch(/2\|Corse\|Clément\|5101\|9990101F/);
}, 60_000);

/** The year that the start page gives for the child. */
async function bornIn(givenName: string): Promise<string> {
  const page = await (await fetch(demo.urls.start)).text();
  return (
    new RegExp(`${givenName}[^<]*?(\\d{4})`).exec(page.slice(page.indexOf('id="responsables"')))?.[1] ?? ''
  );
}
