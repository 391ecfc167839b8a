import type { Browser, BrowserContext, Page } from 'playwright-core';
import { axeFindings } from '../support/axe-findings.js';
import { launchChromium } from '../support/chromium.js';
import { startDemoProcess, type DemoProcess } from '../support/demo-process.js';

const chosen = 'Trois-Girafes-7-lunes';
const months = [
  ...['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre'],
  ...['octobre', 'novembre', 'décembre'],
];
let demo: DemoProcess;
let browser: Browser;
beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemoProcess(), launchChromium()]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

const judge = async (page: Page): Promise<void> => {
  expect(await axeFindings(page)).toEqual([]);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect([page.url(), width]).toEqual([page.url(), 360]);
};
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** What the start page says of the person, and what it says of the children: day, month, year. */
async function read(context: BrowserContext, name: string) {
  const page = await context.newPage();
  await page.goto(demo.urls.start);
  const text = (await page.locator('.guardians li', { hasText: name }).textContent()) ?? '';
  await page.close();
  const dates = [...text.matchAll(/\((\d+)(?:er)? (\S+) (\d{4})\)/g)];
  return {
    mobile: /06( \d\d){4}/.exec(text)?.[0] ?? 'no mobile',
    dates: dates.map(([, day = '', month = '', year = '']) => [day, String(months.indexOf(month) + 1), year]),
  };
}

/** The newest text in the inbox that `pattern` finds. */
async function received(context: BrowserContext, pattern: RegExp): Promise<string> {
  const page = await context.newPage();
  try {
    for (let looks = 0; looks < 60; looks += 1) {
      await page.goto(demo.urls.inbox);
      const found = pattern.exec((await page.locator('main').textContent()) ?? '')?.[1];
      if (found !== undefined) return found;
      await page.waitForTimeout(250);
    }
  } finally {
    await page.close();
  }
  throw new Error(`nothing like ${pattern} was received`);
}

const codeTo = (context: BrowserContext, mobile: string): Promise<string> => {
  const number = mobile.replaceAll(' ', '').replace(/^0/, '\\+33');
  return received(context, new RegExp(`${number}[^]*?code est (\\d{6})`));
};

async function giveNames(page: Page, sn: string, givenName: string, mobile: string): Promise<void> {
  await page.getByLabel('Nom', { exact: true }).fill(sn);
  await page.getByLabel('Prénom').fill(givenName);
  await page.getByLabel('Numéro de mobile').fill(mobile);
  await press(page, 'Recevoir un code par SMS');
  await page.waitForURL('**/inscription/code');
}

async function giveDates(page: Page, dates: readonly string[][]): Promise<void> {
  for (const [index, [day = '', month = '', year = '']] of dates.entries()) {
    await page.locator(`#jour${index + 1}`).fill(day);
    await page.locator(`#mois${index + 1}`).fill(month);
    await page.locator(`#annee${index + 1}`).fill(year);
  }
  await press(page, 'Continuer');
}

async function signInAtEnt(page: Page, identifier: string): Promise<string> {
  await page.goto(demo.urls.ent);
  await press(page, 'Se connecter');
  await page.getByLabel('Identifiant', { exact: true }).fill(identifier);
  await page.locator('#j_password').fill(chosen);
  await press(page, 'Se connecter');
  await page.waitForURL(`${demo.urls.ent}/**`);
  return (await page.locator('body').textContent()) ?? '';
}

test('from the ENT to « Je n’ai pas encore d’identifiant » and back, a FrEduVecteur for each child, at 360 px', async () => {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 360, height: 740 } });
  const { mobile, dates } = await read(context, 'Sarah Petit');
  expect(dates).toHaveLength(2);
  const page = await context.newPage();
  await page.goto(demo.urls.ent);
  await press(page, 'Se connecter');
  await page.getByRole('link', { name: 'Je n’ai pas encore d’identifiant' }).click();
  await judge(page);
  await press(page, 'Recevoir un code par SMS');
  await page.locator('#mobile-error').waitFor();
  expect(await page.evaluate('document.activeElement.className')).toBe('error-summary');
  await judge(page);
  await giveNames(page, 'PETIT', 'sarah', mobile);
  await judge(page);
  await page.getByLabel('Code à 6 chiffres').fill('12345');
  await press(page, 'Continuer');
  await page.locator('#code-error').waitFor();
  await judge(page);
  await page.getByLabel('Code à 6 chiffres').fill(await codeTo(context, mobile));
  await press(page, 'Continuer');
  await page.waitForURL('**/inscription/enfants');
  await giveDates(
    page,
    [...dates].reverse().map(([day = '', month = '']) => [day, month, '2001']),
  );
  await page.locator('#dates-error').waitFor();
  await judge(page);
  await giveDates(page, [...dates].reverse());
  await page.waitForURL('**/inscription/mot-de-passe');
  await judge(page);
  const identifier = (await page.locator('.lead strong').textContent()) ?? '';
  await page.locator('#nouveau').fill(chosen);
  await page.locator('#encore').fill(chosen);
  await press(page, 'Continuer');
  await page.waitForURL('**/inscription/adresse-mail');
  await judge(page);
  await page.getByLabel('Adresse mail').fill('sarah.petit@example.org');
  await press(page, 'Terminer');
  await page.waitForURL('**/inscription/mail-envoye');
  await judge(page);
  await page.goto(await received(context, /(http\S+jeton=[\w-]+)/));
  await page.locator('main button[type=submit]').first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await judge(page);
  const seen = await signInAtEnt(page, identifier);
  expect(seen).toContain('2|Petit|Sarah|5101|9990101F');
  expect(seen).toContain('2|Petit|Sarah|5102|9990102G');
  await context.close();
}, 90_000);

test('without scripts and by keyboard alone, the second of two who share a mobile', async () => {
  const context = await browser.newContext({ locale: 'fr-FR', javaScriptEnabled: false });
  const { mobile, dates } = await read(context, 'Paul D’Angelo');
  const page = await context.newPage();
  const type = async (first: string, ...texts: string[]): Promise<void> => {
    await page.locator(first).focus();
    for (const text of texts) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
  };
  await page.goto(`${demo.urls.gateway}/inscription`);
  await type('#nom', 'D’Angelo', 'Paul', mobile);
  await page.waitForURL('**/inscription/code');
  await type('#code', await codeTo(context, mobile));
  await page.waitForURL('**/inscription/enfants');
  await type('#jour1', ...(dates[0] ?? []));
  await page.waitForURL('**/inscription/mot-de-passe');
  expect(await page.locator('.lead strong').textContent()).toBe('p.dangelo');
  await type('#nouveau', chosen, chosen);
  await page.waitForURL('**/inscription/adresse-mail');
  await type('#mail', 'paul@example.org');
  await page.waitForURL('**/inscription/mail-envoye');
  await context.close();
}, 60_000);
