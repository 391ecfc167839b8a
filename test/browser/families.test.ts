import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../support/axe-findings.js';
import { launchChromium } from '../support/chromium.js';
import { chosen } from '../support/first-sign-in-walk.js';
import { addFamily } from '../support/family-walk.js';
import { linkOf, provisional, startLetterSite, type LetterSite } from '../support/letter-site.js';

let site: LetterSite;
let browser: Browser;

beforeAll(async () => {
  site = await startLetterSite('2026-11-26T09:00:00Z');
  browser = await launchChromium();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

/** Axe finds nothing, nothing is wider than the window. */
async function judge(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  const over = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(over)).toBe(0);
}
async function newPage(width: number): Promise<Page> {
  const colorScheme = width === 360 ? 'light' : 'dark';
  const context = await browser.newContext({
    viewport: { width, height: 740 },
    colorScheme,
    locale: 'fr-FR',
  });
  return context.newPage();
}
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click();
}
async function enter(page: Page, identifier: string, password: string): Promise<void> {
  await page.getByLabel('Identifiant', { exact: true }).fill(identifier);
  await page.locator('#j_password').fill(password);
  await press(page, 'Se connecter');
}

test.each([360, 1280])(
  'a letter at %i px: from the portal, through the mail, back to it with its vector',
  async (width) => {
    const family = await addFamily(site);
    const address = `${family.identifier}@familles.example.org`;
    const page = await newPage(width);
    await page.goto(site.fromPortal());
    await enter(page, family.identifier, provisional);
    await page.waitForURL(/responsable\/adresse-mail/);
    await press(page, 'Continuer');
    await page.locator('#adresse-error').waitFor();
    await judge(page);
    await page.getByLabel('Votre adresse mail').fill(address);
    await press(page, 'Continuer');
    await page.waitForURL(/eleves/);
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await press(page, 'Continuer');
    await page.getByRole('button', { name: 'aucun de ces élèves' }).waitFor();
    await judge(page);
    await page.getByRole('checkbox').first().uncheck();
    await press(page, 'Continuer');
    await page.waitForURL(/mot-de-passe/);
    await page.getByLabel('Nouveau mot de passe').fill(chosen);
    await page.getByLabel(/deuxième fois/).fill(chosen);
    await judge(page);
    await press(page, 'Terminer');
    await page.waitForURL(/confirmation/);
    await judge(page);
    await page.goto(linkOf((await site.mails(address, 1))[0]));
    await press(page, 'je la confirme');
    await page.getByText('Votre compte est activé').first().waitFor();
    await judge(page);
    await press(page, 'Se connecter');
    const posted = page.waitForRequest((request) => request.url() === site.acs);
    await enter(page, family.identifier, chosen);
    const form = new URLSearchParams((await posted).postData() ?? '');
    const xml = Buffer.from(form.get('SAMLResponse') ?? '', 'base64').toString();
    expect([...xml.matchAll(/>(\d\|[^<]*)</g)].map(([, value]) => value)).toEqual([
      '2|D’Angélo|Zoë|5001|9990001X',
    ]);
    await page.getByText('The portal').waitFor();
    await page.context().close();
  },
);

test.each([360, 1280])(
  'two accounts at %i px: what will happen, one list, a child that is not theirs',
  async (width) => {
    const [target, source] = [await addFamily(site, { active: true, children: 1 }), await addFamily(site)];
    const page = await newPage(width);
    await page.goto(`${site.url}/connexion?profil=responsable`);
    await enter(page, target.identifier, chosen);
    await page.getByRole('link', { name: 'Gérer mes enfants' }).waitFor();
    await judge(page);
    await page.getByRole('link', { name: 'Gérer mes enfants' }).click();
    await page.getByRole('button', { name: 'Ajouter des élèves' }).click();
    await page.getByLabel('Identifiant de l’autre compte').fill(source.identifier);
    await page.locator('#mot-de-passe').fill('wrong');
    await press(page, 'Continuer');
    await page.locator('#identifiant-error').waitFor();
    await judge(page);
    await page.locator('#mot-de-passe').fill(provisional);
    await press(page, 'Continuer');
    await page.waitForURL(/confirmer/);
    await judge(page);
    await press(page, 'Regrouper les deux comptes');
    await page.getByText('sont regroupés').waitFor();
    expect(await page.locator('h2[id^=eleve-]').count()).toBe(3);
    await page.getByText('Ce n’est pas mon enfant').last().click();
    await press(page, 'Je ne suis pas le représentant légal');
    await page.getByText('Élèves que vous avez signalés').waitFor();
    await judge(page);
    expect((await source.stored()).mergedInto).toBe((await target.stored()).id);
    await page.goto(`${site.url}/compte`);
    await judge(page);
    await page.context().close();
  },
);
