import type { Account } from '../../src/accounts/ports.js';
import type { StandInOptions } from '../../src/demo/franceconnect/stand-in-provider.js';
import { subOf } from '../../src/demo/franceconnect/mock-identities.js';
import { startFranceConnect, type FranceConnectSite } from './franceconnect-site.js';
import { freePort } from './gateway-process.js';
import { startLetterSite, type LetterSite } from './letter-site.js';
import { WebBrowser } from './web-browser.js';

/** A gateway that trusts a FranceConnect, both in this process. */
export interface FranceConnectWalk {
  site: LetterSite;
  fc: FranceConnectSite;
  /** The password of whom `guardian` makes. */
  password: string;
  /** An active guardian; `identity`: opened by that identity of FranceConnect. */
  guardian(
    identifier: string,
    options?: { identity?: string; password?: boolean; mail?: string },
  ): Promise<Account>;
  /** From the guardians' sign-in page through FranceConnect, to where that ends. */
  comeBy(identity: string | undefined, from?: string, browser?: WebBrowser): Promise<WebBrowser>;
  stop(): Promise<void>;
}

const password = 'Soleil-Couchant-7!';

/** Starts both. */
export async function startFranceConnectWalk(
  options: Partial<StandInOptions> = {},
): Promise<FranceConnectWalk> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const redirectUri = `${url}/franceconnect/retour`;
  const fc = await startFranceConnect({
    redirectUri,
    logoutUri: `${url}/franceconnect/deconnexion`,
    ...options,
  });
  const site = await startLetterSite(new Date().toISOString(), {
    ...{ PORT: String(port), FRANCECONNECT_ISSUER: fc.issuer, FRANCECONNECT_CLIENT_ID: fc.clientId },
    FRANCECONNECT_CLIENT_SECRET: fc.clientSecret,
  });
  const { storage, hasher } = site.services;
  const guardian: FranceConnectWalk['guardian'] = async (identifier, { identity, ...has } = {}) => {
    const person = { sn: 'Martin', givenName: 'Jeanne', schools: [], childIds: [] };
    const { id } = await storage.accounts.add({
      ...{ kind: 'guardian', identifier, state: 'ACTIF', person },
      ...(has.password === false ? {} : { passwordHash: await hasher.hash(password) }),
      ...(has.mail === undefined ? {} : { mail: has.mail }),
    });
    const sub = identity === undefined ? undefined : subOf(identity, fc.clientId);
    if (sub !== undefined) await storage.subjects.link({ issuer: fc.issuer, sub }, id, site.clock.now());
    return site.account(identifier);
  };
  return {
    ...{ site, fc, password, guardian },
    comeBy: async (identity, from = `${url}/connexion?profil=responsable`, browser = new WebBrowser()) => {
      await browser.open(from);
      if (!browser.url.includes('profil=responsable')) await browser.follow('Responsable');
      await browser.follow('S’identifier avec FranceConnect');
      await passFranceConnect(browser, identity);
      return browser;
    },
    stop: async () => {
      await site.stop();
      await fc.stop();
    },
  };
}

/** What a person does at FranceConnect: chooses who they are and agrees, or gives up; and lets it close their session. */
export async function passFranceConnect(browser: WebBrowser, identity: string | undefined): Promise<void> {
  const answer =
    identity === undefined ? { suite: 'non' } : { suite: 'oui', identite: identity, 'mot-de-passe': '123' };
  for (let pages = 0; pages < 2 && browser.url.includes('/interaction/'); pages += 1)
    await browser.submit(answer);
  await passSignOut(browser);
}

/** Through FranceConnect's page that closes the session, if it is there. */
export async function passSignOut(browser: WebBrowser): Promise<void> {
  if (browser.url.includes('/session/end')) await browser.submit({});
}
