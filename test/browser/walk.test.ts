import type { Browser, BrowserContext, Page } from 'playwright-core';
import { axeFindings } from '../support/axe-findings.js';
import { launchChromium } from '../support/chromium.js';
import { startDemoProcess, type DemoProcess } from '../support/demo-process.js';

const password = 'Passerelle-demo-1';
let demo: DemoProcess;
let browser: Browser;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemoProcess(), launchChromium()]);
}, 90_000);
afterAll(async () => {
  await browser.close();
  await demo.stop();
});

/** A browser of its own for each test; French unless said otherwise. */
const contexts: BrowserContext[] = [];
const person = async (options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
  const context = await browser.newContext({ locale: 'fr-FR', ...options });
  contexts.push(context);
  return context.newPage();
};
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

const fillIn = async (page: Page, identifier: string, secret = password): Promise<void> => {
  await page.getByLabel('Identifiant', { exact: true }).fill(identifier);
  await page.getByLabel('Mot de passe', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Se connecter' }).click();
};
const heading = (page: Page): Promise<string> => page.locator('h1').innerText();

/** axe's verdict on the page, with the rules of WCAG 2.1 AA. */
const expectAccessible = async (page: Page): Promise<void> => {
  expect(await axeFindings(page)).toEqual([]);
};

test('ENT -> profile -> password -> ENT', async () => {
  const page = await person();
  await page.goto(demo.urls.ent);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('link', { name: /Élève/ }).click();
  await expectAccessible(page);
  await fillIn(page, 'e.durand');
  await page.waitForURL(`${demo.urls.ent}/**`);
  expect(await heading(page)).toMatch(/Emma Durand/);
  expect(await page.content()).toMatch(/4\|\|\|/);
});

test('then the téléservice, without a password and encrypted; then sign-out here', async () => {
  const page = await person();
  await page.goto(demo.urls.ent);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await fillIn(page, 'c.durand');
  await page.waitForURL(`${demo.urls.ent}/**`);
  expect(await heading(page)).toMatch(/Claire Durand/);
  await page.goto(demo.urls.teleservice);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.waitForURL(`${demo.urls.teleservice}/**`);
  await page.locator('details summary').first().click();
  expect(await page.content()).toMatch(/EncryptedAssertion/);
  await page.goto(demo.urls.gateway);
  expect(await page.locator('main').innerText()).toMatch(/Claire[\s\S]*ENT de démonstration/);
  await expectAccessible(page);
  await page.goto(`${demo.urls.gateway}/logout`);
  await expectAccessible(page);
  await page
    .getByRole('main')
    .getByRole('button', { name: /déconnecter/i })
    .click();
  await expectAccessible(page);
  await page.goBack();
  await page.goto(demo.urls.gateway);
  expect(page.url()).toContain('/connexion');
});

test('a wrong password: said beside the fields, identifier kept, password not', async () => {
  const page = await person();
  await page.goto(`${demo.urls.gateway}/connexion?profil=eleve`);
  await fillIn(page, 'e.durand', 'Perdu-2026');
  await expectAccessible(page);
  expect(await page.getByRole('alert').innerText()).toMatch(/mot de passe/i);
  expect(await page.getByLabel('Identifiant', { exact: true }).inputValue()).toBe('e.durand');
  expect(await page.getByLabel('Mot de passe', { exact: true }).inputValue()).toBe('');
  await fillIn(page, 'personne.inconnue', 'Perdu-2026');
  expect(await page.getByRole('alert').innerText()).toMatch(/mot de passe/i);
});

test('the wrong profile is named only with the right password', async () => {
  const page = await person();
  await page.goto(`${demo.urls.gateway}/connexion?profil=eleve`);
  await fillIn(page, 'c.durand', 'Perdu-2026');
  expect(await page.getByRole('alert').innerText()).not.toMatch(/Responsable/);
  await fillIn(page, 'c.durand');
  expect(await page.getByRole('alert').innerText()).toMatch(/Responsable/);
});

test('an unknown portal: a page that says what to do, and no way out but home', async () => {
  const page = await person();
  const address = `${demo.urls.gateway}/idp/profile/SAML2/Unsolicited/SSO?providerId=https://inconnu.example.org`;
  const answer = await page.goto(address);
  expect(answer?.status()).toBe(403);
  await expectAccessible(page);
  expect(await page.locator('main form').count()).toBe(0);
});

test('the Back button after sign-in: no second answer, a page that says so', async () => {
  const page = await person();
  await page.goto(demo.urls.ent);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  const signIn = page.url();
  await fillIn(page, 'e.durand');
  await page.waitForURL(`${demo.urls.ent}/**`);
  await page.goto(signIn);
  expect(await page.locator('[name=j_password]').count()).toBe(0);
  await expectAccessible(page);
});

test('two tabs, two portals: each ends where it began', async () => {
  const first = await person();
  const second = await first.context().newPage();
  await first.goto(demo.urls.ent);
  await first.getByRole('button', { name: 'Se connecter' }).click();
  await second.goto(demo.urls.teleservice);
  await second.getByRole('button', { name: 'Se connecter' }).click();
  await fillIn(second, 'l.benali');
  await second.waitForURL(`${demo.urls.teleservice}/**`);
  await fillIn(first, 'l.benali');
  await first.waitForURL(`${demo.urls.ent}/**`);
  expect(await heading(first)).toMatch(/Lina Benali/);
});

test('cookies refused: the page says so and how to accept them', async () => {
  const page = await person();
  await page.route('**/*', async (route) => {
    const headers = { ...(await route.request().allHeaders()) };
    delete headers['cookie'];
    await route.continue({ headers });
  });
  await page.goto(`${demo.urls.gateway}/connexion`);
  await page.context().clearCookies();
  await fillIn(page, 'e.durand');
  expect(await page.locator('main').innerText()).toMatch(/cookie/i);
  await expectAccessible(page);
});

test('without JavaScript: the whole way, with the button of the self-posting page', async () => {
  const page = await person({ javaScriptEnabled: false });
  await page.goto(demo.urls.ent);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await fillIn(page, 'h.lefevre');
  await page.getByRole('button').first().click();
  await page.waitForURL(`${demo.urls.ent}/**`);
  expect(await heading(page)).toMatch(/Hugo Lefèvre/);
});

test('by keyboard alone', async () => {
  const page = await person();
  await page.goto(`${demo.urls.gateway}/connexion`);
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus').innerText()).toMatch(/contenu/i);
  const reach = async (name: string): Promise<void> => {
    for (let steps = 0; steps < 30; steps += 1) {
      await page.keyboard.press('Tab');
      if ((await page.locator(':focus').getAttribute('name')) === name) return;
    }
    throw new Error(`${name} cannot be reached`);
  };
  await reach('j_username');
  await page.keyboard.type('y.nguyen');
  await reach('j_password');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${demo.urls.gateway}/`);
  expect(await page.locator('main').innerText()).toMatch(/Yanis/);
});

test('the reveal button shows the password and hides it again', async () => {
  const page = await person();
  await page.goto(`${demo.urls.gateway}/connexion`);
  const field = page.locator('[name=j_password]');
  await field.fill('visible ?');
  await page.locator('.password button').click();
  expect(await field.getAttribute('type')).toBe('text');
  await page.locator('.password button').click();
  expect(await field.getAttribute('type')).toBe('password');
});

test('every page at 360 px: nothing scrolls sideways, axe finds nothing, in both languages', async () => {
  const page = await person({ viewport: { width: 360, height: 740 } });
  const help = [
    '/aide',
    '/identifiant-perdu',
    '/mot-de-passe-perdu',
    '/accessibilite',
    '/mentions-legales',
    '/donnees-personnelles',
  ];
  for (const path of [
    '/connexion',
    '/connexion?profil=responsable',
    '/deconnexion',
    '/nulle-part',
    ...help,
  ]) {
    for (const language of ['fr', 'en']) {
      await page.goto(`${demo.urls.gateway}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([path, width]).toEqual([path, 360]);
      await expectAccessible(page);
    }
  }
}, 90_000);

test('Ctrl-C ends the demo cleanly', async () => {
  const another = await startDemoProcess();
  expect(await another.stop()).toBe(0);
}, 90_000);
