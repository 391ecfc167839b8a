import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AccountChange, NewAccount } from '../../src/accounts/ports.js';
import { siecleFiles } from '../support/feeds/small-siecle.js';
import { startOperatorSite, text, type OperatorSite } from '../support/operator-site.js';
import { SamlBrowser, type Page } from '../support/saml-browser.js';
import { signInAt } from '../support/test-portal.js';

const password = 'Azerty-2026-ok';
let site: OperatorSite;
let passwordHash: string;

beforeAll(async () => {
  site = await startOperatorSite({ TIME_ZONE: 'Indian/Reunion' });
  passwordHash = await site.services.hasher.hash(password);
}, 60_000);
afterAll(() => site.stop());
/** 23:30 in La Réunion, 20:30 in Paris. */
beforeEach(() => site.clock.set('2026-11-26T19:30:00Z'));

async function signedIn(identifier: string, given: Partial<NewAccount> = {}, change: AccountChange = {}) {
  const { accounts } = site.services.storage;
  const account = await accounts.add({
    ...{ kind: 'pupil', identifier, state: 'ACTIF', passwordHash },
    person: { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [], birthDate: '2011-11-27' },
    ...given,
  });
  await accounts.apply(account, change);
  const browser = new SamlBrowser();
  const page = await signInAt(browser, `${site.url}/connexion?retour=/compte`, { identifier, password });
  return { browser, page };
}
const open = (browser: SamlBrowser, path: string): Promise<Page> => browser.open(`${site.url}${path}`);

async function lastMail(): Promise<string> {
  const folder = join(site.services.config.DATA_DIR, 'outbox');
  for (let looks = 0; looks < 200; looks += 1) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
    const last = names.sort().at(-1);
    if (last !== undefined)
      return (JSON.parse(await readFile(join(folder, last), 'utf8')) as { text: string }).text;
    await pause(20);
  }
  throw new Error('no mail came');
}

test('« Mon compte » and the mails it sends are written in the time of the schools', async () => {
  const { browser, page } = await signedIn('n.exemple');
  expect(text(page)).toMatch(/26 novembre 2026 à 23:30/);
  const form = await open(browser, '/compte/adresse-mail');
  const after = await browser.submit(form, { adresse: 'parent@example.org' }, 'main form');
  expect(text(after)).toMatch(/jusqu’au 29 novembre 2026 à 23:30/);
  expect(text(after)).not.toMatch(/20:30|19:30/);
  expect(await lastMail()).toMatch(/jusqu’au 29 novembre 2026 à 23:30 \(heure de La Réunion\)/);
});

test('the page that waits for the mail of a guardian says until when, there', async () => {
  const askedAt = new Date('2026-11-26T19:00:00Z');
  const pendingMail = { address: 'g@example.org', owner: 'own', askedAt } as const;
  const { page } = await signedIn(
    'g.exemple',
    { kind: 'guardian', state: 'EN_ATTENTE_MAIL' },
    { pendingMail },
  );
  expect(text(page)).toMatch(/jusqu’au 29 novembre 2026 à 23:00 \(heure de La Réunion\)/);
});

test('a pupil is 15 from midnight there', async () => {
  site.clock.set('2026-11-26T19:59:00Z');
  const { browser } = await signedIn('e.exemple');
  const label = async (): Promise<string> => {
    const page = await open(browser, '/compte/adresse-mail');
    return page.$('label[for=adresse]').text();
  };
  expect(await label()).toBe('Adresse mail d’un de tes responsables');
  site.clock.set('2026-11-26T20:00:00Z');
  expect(await label()).toBe('Nouvelle adresse mail');
});

test('pages for operators too', async () => {
  const operator = await site.enter();
  const tried = await operator.try(siecleFiles());
  expect(text(tried)).toMatch(/gardés jusqu’au 27 novembre 2026 à 00:30/);
});
