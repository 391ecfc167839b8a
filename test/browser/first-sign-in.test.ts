import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../support/axe-findings.js';
import { launchChromium } from '../support/chromium.js';
import { linkOf, provisional, startLetterSite, type LetterSite } from '../support/letter-site.js';

const chosen = 'Trois-Girafes-7-lunes';
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

/** Axe finds nothing, nothing is wider than the window. A wide window shows the same pages: one of them is judged there. */
async function judge(page: Page): Promise<void> {
  if (page.viewportSize()?.width !== 360 && !page.url().endsWith('/mot-de-passe')) return;
  expect(await axeFindings(page)).toEqual([]);
  const over = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(over)).toBe(0);
}

async function next(page: Page, name = 'Continuer'): Promise<void> {
  await page.getByRole('button', { name }).click();
}

async function giveDate(page: Page, birthDate: string): Promise<void> {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  await page.getByLabel('Jour').fill(String(Number(day)));
  await page.getByLabel('Mois').fill(month);
  await page.getByLabel('Année').fill(year);
  await next(page);
}

async function giveMail(page: Page, label: RegExp, address: string): Promise<void> {
  await page.getByLabel(label).fill('pas une adresse');
  await next(page, 'Terminer');
  await page.locator('#mail-error').waitFor();
  await judge(page);
  await page.getByLabel(label).fill(address);
  await next(page, 'Terminer');
  await page.getByText('The portal').waitFor();
}

describe.each([
  {
    age: '14 y 364 d',
    birthDate: '2011-11-27',
    width: 360,
    owner: 'parent',
    label: /^Adresse mail d’un de tes/,
  },
  { age: '15 y 0 d', birthDate: '2011-11-26', width: 1280, owner: 'own', label: /^Ton adresse mail/ },
])('letter to portal at $age', ({ birthDate, width, owner, label }) => {
  const identifier = `n.${owner}`;
  const address = `${owner}@example.org`;
  const scheme = width === 360 ? 'light' : 'dark';
  let page: Page;
  beforeAll(async () => {
    await site.notified(identifier, birthDate);
    const colorScheme = scheme;
    const context = await browser.newContext({
      viewport: { width, height: 740 },
      colorScheme,
      locale: 'fr-FR',
    });
    page = await context.newPage();
  });
  afterAll(() => page?.context().close());

  it('walks from the portal’s request through three pages back to the portal', async () => {
    await page.goto(site.fromPortal());
    await page.getByLabel('Identifiant', { exact: true }).fill(identifier);
    await page.locator('#j_password').fill(provisional);
    await next(page, 'Se connecter');
    await page.waitForURL(/date-de-naissance/);
    await giveDate(page, '2001-01-01');
    await page.locator('#date-error').waitFor();
    expect(await page.evaluate('document.activeElement.className')).toBe('error-summary');
    await judge(page);
    await giveDate(page, birthDate);
    await page.waitForURL(/mot-de-passe/);
    await page.getByLabel('Nouveau mot de passe').fill('soleil12');
    expect(await page.locator('.criteria .met').allTextContents()).toHaveLength(2);
    await page.getByLabel(/deuxième fois/).fill('soleil12');
    await next(page);
    await page.locator('#nouveau-error li').first().waitFor();
    expect(await page.locator('#nouveau-error li').allTextContents()).toHaveLength(3);
    await judge(page);
    await page.getByLabel('Nouveau mot de passe').fill(chosen);
    expect(await page.locator('.criteria .met').allTextContents()).toHaveLength(5);
    await page.getByLabel(/deuxième fois/).fill(chosen);
    await next(page);
    await page.waitForURL(/informations/);
    await judge(page);
    expect(await page.locator('.known').textContent()).toMatch(/Noémie Exemple.*3A, collège d’essai/s);
    await giveMail(page, label, address);
  });

  it('has an active account, and an address that waits', async () => {
    const account = await site.account(identifier);
    expect(account).toMatchObject({ state: 'ACTIF', pendingMail: { address, owner } });
    expect([account.mail, account.expiresAt]).toEqual([undefined, undefined]);
  });

  it('confirms by the button of the link’s page, not by opening it', async () => {
    const [message] = await site.mails(address, 1);
    const link = linkOf(message);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
    await page.goto(link);
    await page.goto(link);
    await judge(page);
    expect((await site.account(identifier)).mail).toBeUndefined();
    expect(page.url()).toBe(`${site.url}/adresse-mail/confirmer`);
    const text = (await page.locator('main').textContent()) ?? '';
    expect(text.includes('responsable légal de Noémie')).toBe(owner === 'parent');
    expect(text.includes('Ce n’est pas mon enfant')).toBe(owner === 'parent');
    await page.locator('button[type=submit]').first().click();
    await page.waitForURL(/confirmee/);
    await judge(page);
    const token = new URL(link).searchParams.get('jeton') ?? '-';
    expect(asked.filter((line) => line.includes(token))).toEqual([`${link} `, `${link} `]);
    expect(site.logLines.filter((line) => line.includes(token))).toEqual([]);
    expect(await site.account(identifier)).toMatchObject({ mail: address, mailOwner: owner });
    await page.goto(link);
    expect(await page.locator('h1').textContent()).toBe('Lien déjà utilisé');
    await judge(page);
  });

  it('signs in afterwards with the new password alone', async () => {
    const { signIn } = site.services;
    await expect(signIn({ identifier, password: provisional })).rejects.toMatchObject({
      code: 'credentials_wrong',
    });
    const { subject } = await signIn({ identifier, password: chosen });
    expect(subject.mail).toBe(owner === 'own' ? address : undefined);
  });
});

test('without scripts, by keyboard alone, in English, without e-mail, to the services page', async () => {
  await site.notified('k.exemple', '2012-02-29');
  const page = await browser.newPage({ javaScriptEnabled: false, locale: 'en-GB' });
  const type = async (...texts: string[]): Promise<void> => {
    for (const text of texts) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
  };
  await page.goto(`${site.url}/connexion?profil=eleve`);
  await page.locator('#j_username').focus();
  await type('k.exemple', provisional);
  await page.keyboard.press('Enter');
  await page.locator('#jour').focus();
  await type('29', '2', '2012');
  await page.keyboard.press('Enter');
  await page.locator('#nouveau').focus();
  await type(chosen, chosen);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Continue without e-mail' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Hello Noémie' }).waitFor();
  await page.close();
});

test('on the 15th birthday an own address is proposed once, on the way to the portal', async () => {
  const { accounts } = site.services.storage;
  await site.notified('q.exemple', '2011-11-27');
  const passwordHash = await site.services.hasher.hash(chosen);
  const parents = { mail: 'mere@example.org', mailOwner: 'parent' } as const;
  await accounts.apply(await site.account('q.exemple'), { state: 'ACTIF', passwordHash, ...parents });
  const arrive = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'fr-FR' });
    const page = await context.newPage();
    await page.goto(site.fromPortal());
    await page.locator('#j_username').fill('q.exemple');
    await page.locator('#j_password').fill(chosen);
    await next(page, 'Se connecter');
    return page;
  };
  const dayBefore = await arrive();
  await dayBefore.getByText('The portal').waitFor();
  site.clock.set('2026-11-26T23:00:00Z');
  const page = await arrive();
  await page.waitForURL(/proposition/);
  await judge(page);
  await next(page, 'Envoyer le mail');
  await page.locator('#mail-error').waitFor();
  await judge(page);
  await page.getByLabel('Ton adresse mail').fill('moi@example.org');
  await next(page, 'Envoyer le mail');
  await page.getByText('The portal').waitFor();
  expect(await site.account('q.exemple')).toMatchObject({ ...parents, pendingMail: { owner: 'own' } });
  await page.goto(linkOf((await site.mails('moi@example.org', 1))[0]));
  await page.getByRole('button', { name: /je la confirme/ }).click();
  await page.waitForURL(/confirmee/);
  expect(await site.account('q.exemple')).toMatchObject({ mail: 'moi@example.org', mailOwner: 'own' });
  expect((await site.mails('mere@example.org', 1)).at(-1)?.text).toContain('a été changée');
  const again = await arrive();
  await again.getByText('The portal').waitFor();
});
