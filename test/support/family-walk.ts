import { changeState } from '../../src/accounts/change-state.js';
import type { Account, AccountChange, NewAccount } from '../../src/accounts/ports.js';
import type { LetterSite } from './letter-site.js';
import { linkOf, provisional } from './letter-site.js';
import { chosen, post, signIn, type Walk } from './first-sign-in-walk.js';
import { SamlBrowser, type Page } from './saml-browser.js';

export const guardianPages = {
  mail: '/premiere-connexion/responsable/adresse-mail',
  children: '/premiere-connexion/responsable/eleves',
  password: '/premiere-connexion/responsable/mot-de-passe',
  wait: '/premiere-connexion/responsable/confirmation',
};
export const twice = { nouveau: chosen, encore: chosen };

const by = { name: 'test', role: 'operator' } as const;
/** The schools of the families: one of secondary in academy 98, one of primary in academy 10. */
export const schools = [
  { uai: '9990001X', degree: 2, academy: '98', structureId: '5001' },
  { uai: '9990002Y', degree: 1, academy: '10', structureId: '5002' },
] as const;

let made = 0;

/** What a family is made of; the guardian has a letter of `provisional` unless `state` says otherwise. */
export interface FamilyOrder {
  children?: number;
  sn?: string;
  givenName?: string;
  /** Written into the account over all else. */
  change?: AccountChange;
  /** Without a letter: active with the password `chosen`. */
  active?: boolean;
}

export interface Family {
  identifier: string;
  children: Account[];
  stored(): Promise<Account>;
}

/** Adds a guardian with children, in the one school and the other by turns. */
export async function addFamily(site: LetterSite, order: FamilyOrder = {}): Promise<Family> {
  const { accounts, schools: store } = site.services.storage;
  await store.saveMany([
    { uai: '9990001X', name: 'collège d’essai', degree: 2, academy: '98', classes: [] },
    { uai: '9990002Y', name: 'école des Pins', degree: 1, academy: '10', classes: [] },
  ]);
  const number = (made += 1);
  const { sn = 'D’Angélo', givenName = 'Zoë', children = 2 } = order;
  const pupils: Account[] = [];
  for (let index = 0; index < children; index += 1) {
    const place = schools[index % 2 === 0 ? 0 : 1];
    const person = {
      ...{ sn, givenName: `Enfant${index + 1}`, childIds: [], birthDate: '2014-05-06' },
      schools: [{ ...place, jointure: `${number}0${index}`, className: index % 2 === 0 ? '3A' : 'CM2' }],
    };
    pupils.push(
      await accounts.add({ kind: 'pupil', identifier: `e.f${number}e${index}`, state: 'ACTIF', person }),
    );
  }
  const identifier = `r.famille${number}`;
  const links = pupils.flatMap(({ person }) =>
    person.schools.map(({ uai, degree, academy = '' }) => ({ uai, degree, academy, jointure: `9${number}` })),
  );
  const account: NewAccount = {
    ...{ kind: 'guardian', identifier, state: 'NON_NOTIFIE' },
    person: { sn, givenName, schools: links, childIds: pupils.map(({ id }) => id) },
  };
  const added = await accounts.add(account);
  await notify(site, added);
  const stored = (): Promise<Account> => site.account(identifier);
  if (order.active) {
    const passwordHash = await site.services.hasher.hash(chosen);
    const mail = `${identifier}@familles.example.org`;
    await accounts.apply(await stored(), {
      ...{ state: 'ACTIF', passwordHash, mail, expiresAt: undefined, activatedAt: site.clock.now() },
    });
  }
  if (order.change !== undefined) await accounts.apply(await stored(), order.change);
  return { identifier, children: pupils, stored };
}

/** A letter of `provisional` for the account, valid for three months. */
export async function notify(site: LetterSite, account: Account): Promise<void> {
  const { hasher, stateTools } = site.services;
  const passwordHash = await hasher.hash(provisional);
  const expiresAt = new Date(site.clock.now().getTime() + 90 * 86_400_000);
  await changeState(account, 'notify', { by, passwordHash, expiresAt, confirmed: true }, stateTools);
}

/** A browser whose letter's password was right, on the first page of a guardian. */
export async function beginGuardian(
  site: LetterSite,
  family: Family,
  from = `${site.url}/connexion`,
): Promise<Walk> {
  const browser = new SamlBrowser();
  const { identifier } = family;
  return { browser, identifier, page: await signIn(browser, { identifier }, from) };
}

/** From the first page to the one that waits for the mail at `address`; `ticked`: children who are not theirs. */
export async function walkToWait(
  walk: Walk,
  address: string,
  ticked: readonly Account[] = [],
): Promise<Page> {
  walk.page = await post(walk, { adresse: address });
  walk.page = await tick(walk, ticked);
  walk.page = await post(walk, twice);
  return walk.page;
}

/** Sends the list of children with those ticked, and `fields`. */
export function tick(
  { browser, page }: Walk,
  ticked: readonly Account[],
  fields: Record<string, string> = {},
): Promise<Page> {
  page.$('input[type=checkbox]').remove();
  const boxes = Object.fromEntries(ticked.map(({ id }) => [`pas-${id}`, '1']));
  return browser.submit(page, { ...boxes, ...fields }, 'form.card');
}

/** Uses the link of the first mail to `address`. */
export async function confirmMail(site: LetterSite, browser: SamlBrowser, address: string): Promise<Page> {
  const page = await browser.open(linkOf((await site.mails(address, 1))[0]));
  return browser.submit(page, {}, 'form.card');
}
