import { provisional, type LetterSite } from './letter-site.js';
import { SamlBrowser, type Page } from './saml-browser.js';

export const firstPages = {
  date: '/premiere-connexion/date-de-naissance',
  password: '/premiere-connexion/mot-de-passe',
  information: '/premiere-connexion/informations',
};
export const birthDate = '2012-03-14';
export const rightDate = { jour: '14', mois: '3', annee: '2012' };
export const wrongDate = { jour: '15', mois: '3', annee: '2012' };
export const chosen = 'Trois-Girafes-7-lunes';
export const twice = { nouveau: chosen, encore: chosen };

/** A pupil in the middle of a first sign-in, in a browser without scripts. */
export interface Walk {
  browser: SamlBrowser;
  identifier: string;
  page: Page;
}

let made = 0;

export const pathOf = (page: Page): string => new URL(page.url).pathname;
/** The error code on the page. */
export const codeOf = (page: Page): string => page.$('.reference code').last().text();
/** Posts the form of the page where the walk is. */
export const post = ({ browser, page }: Walk, fields: Record<string, string>): Promise<Page> =>
  browser.submit(page, fields, 'form.card');

/** Signs in on the page that `from` leads to. */
export async function signIn(
  browser: SamlBrowser,
  who: { identifier: string; secret?: string },
  from: string,
): Promise<Page> {
  const { identifier, secret = provisional } = who;
  return browser.submit(await browser.open(from), { j_username: identifier, j_password: secret });
}

/** A browser whose letter's password was right, on the first page. */
export async function begin(site: LetterSite, from = `${site.url}/connexion`): Promise<Walk> {
  const identifier = `a.eleve${(made += 1)}`;
  await site.notified(identifier, birthDate);
  const browser = new SamlBrowser();
  return { browser, identifier, page: await signIn(browser, { identifier }, from) };
}

/** The same, with a birth date and a password given, on the last page. */
export async function atInformation(site: LetterSite): Promise<Walk> {
  const walk = await begin(site);
  walk.page = await post(walk, rightDate);
  walk.page = await post(walk, twice);
  expect(pathOf(walk.page)).toBe(firstPages.information);
  return walk;
}
