import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { KeptMessage } from '../../src/messaging/file-transports.js';
import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { SamlBrowser, type Page } from '../support/saml-browser.js';
import { signInAt, TestPortal } from '../support/test-portal.js';

const password = 'Azerty-2026-ok';
const chosen = 'Vélo rouge 2026 !';
let gateway: GatewayProcess;

beforeAll(async () => {
  gateway = await startGatewayProcess({ RATE_LIMIT: 'off', BCRYPT_COST: '6', OUTBOX_POLL_SECONDS: '1' });
  for (const [identifier, ...rest] of [
    ['n.exemple', '--mail', 'parent@example.org'],
    ['e.exemple', '--mail', 'Parent@Example.org'],
    ['o.exemple', '--mail', 'oscar@example.org'],
    ['p.exemple', '--mail', 'paul@example.org'],
    ['sans.mail'],
  ]) {
    await gateway.cli(
      ...['account', 'add', '--kind', 'pupil', '--identifier', identifier!, '--password', password],
      ...['--sn', 'Exemple', '--given-name', `Prénom-${identifier![0]}`, ...rest],
    );
  }
}, 60_000);
afterAll(() => gateway.stop());

/** What was written to the folder of the file transport. */
async function mails(): Promise<Extract<KeptMessage, { channel: 'mail' }>[]> {
  const folder = join(gateway.dataDir, 'outbox');
  const names = await readdir(folder).catch(() => []);
  const kept = names.filter((name) => name.endsWith('.json')).sort();
  const read = kept.map(
    async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as KeptMessage,
  );
  return (await Promise.all(read)).filter((message) => message.channel === 'mail');
}

/** The newest mail to `to` besides the first `seen` ones. */
async function mailTo(to: string, seen = 0): Promise<{ subject: string; text: string }> {
  for (let looks = 0; looks < 100; looks += 1) {
    const found = (await mails()).filter((mail) => mail.to.toLowerCase() === to);
    if (found.length > seen) return found.at(-1)!;
    await wait(50);
  }
  throw new Error(`no mail to ${to}`);
}

const linkIn = ({ text }: { text: string }): string => /https?:\/\/\S+/.exec(text)?.[0] ?? 'none';
async function ask(path: string, fields: Record<string, string>, browser = new SamlBrowser()): Promise<Page> {
  const page = await browser.open(`${gateway.url}${path}`);
  return browser.submit(page, fields, `form[action="${path}"]`);
}
const main = (page: Page): string => page.$('main').text().replace(/\s+/g, ' ').trim();
const resetWith = async (browser: SamlBrowser, link: string, secret: string): Promise<Page> =>
  browser.submit(await browser.open(link), { nouveau: secret, encore: secret }, 'form.card');

test('R01 known, unknown, without a mail: one status, one address, one text, nothing typed in it', async () => {
  const pages: [number, string, string][] = [];
  for (const identifiant of ['o.exemple', 'sans.mail', 'personne.inconnue', '  O.EXEMPLE ']) {
    const page = await ask('/mot-de-passe-perdu', { identifiant });
    pages.push([page.status, page.url, main(page)]);
  }
  for (const adresse of ['oscar@example.org', 'personne@example.org', 'parent@example.org']) {
    const page = await ask('/identifiant-perdu', { adresse });
    pages.push([page.status, page.url, main(page)]);
  }
  expect(new Set(pages.slice(0, 4).map((page) => JSON.stringify(page))).size).toBe(1);
  expect(new Set(pages.slice(4).map((page) => JSON.stringify(page))).size).toBe(1);
  expect(pages[0]?.[2]).toMatch(/secrétariat/);
  expect(JSON.stringify(pages)).not.toMatch(/oscar|Prénom|o\.exemple/i);
});

test('R08 brothers and sisters of one address: the page names none, one mail lists them', async () => {
  const before = (await mails()).filter(({ to }) => to.toLowerCase() === 'parent@example.org').length;
  const page = await ask('/identifiant-perdu', { adresse: ' PARENT@example.ORG ' });
  expect(main(page)).not.toMatch(/exemple\b|Prénom/);
  const mail = await mailTo('parent@example.org', before);
  expect(mail.text).toMatch(/Prénom-n : n\.exemple/);
  expect(mail.text).toMatch(/Prénom-e : e\.exemple/);
});

test('R05, R07 forgotten password -> mail -> link -> portal; sessions end, the owner is told, the link is dead', async () => {
  const open = new SamlBrowser();
  await signInAt(open, `${gateway.url}/connexion`, { identifier: 'n.exemple', password });
  const portal = new TestPortal(gateway);
  await portal.join();
  const before = (await mails()).filter(({ to }) => to.toLowerCase() === 'parent@example.org').length;
  await ask('/mot-de-passe-perdu', { identifiant: 'N.Exemple' });
  const link = linkIn(await mailTo('parent@example.org', before));
  const browser = new SamlBrowser();
  const page = await browser.open(link);
  expect(page.url).toBe(`${gateway.url}/nouveau-mot-de-passe`);
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(main(await resetWith(browser, link, 'trop court'))).toMatch(/trop court/);
  expect(main(await resetWith(browser, link, chosen))).toMatch(/a été changé/);
  expect((await mailTo('parent@example.org', before + 1)).subject).toMatch(/mot de passe a été changé/);
  expect(new URL((await open.open(`${gateway.url}/compte`)).url).pathname).toBe('/connexion');
  for (const again of [new SamlBrowser(), browser]) expect((await again.open(link)).status).toBe(410);
  const token = new URL(link).searchParams.get('jeton') ?? 'none';
  expect(token).toHaveLength(43);
  expect(gateway.output()).not.toContain(token);
  const old = await signInAt(new SamlBrowser(), `${gateway.url}/connexion`, {
    identifier: 'n.exemple',
    password,
  });
  expect(old.status).toBe(401);
  const answer = await signInAt(new SamlBrowser(), portal.redirectUrl(), {
    ...{ identifier: 'n.exemple', password: chosen },
  });
  expect(answer.html).toContain('SAMLResponse');
  expect(await gateway.cli('audit', 'list')).toMatch(/account\.reset-password/);
}, 30_000);

test('R05 a newer link, an account locked meanwhile: the link is void', async () => {
  await ask('/mot-de-passe-perdu', { identifiant: 'p.exemple' });
  const first = linkIn(await mailTo('paul@example.org'));
  await ask('/mot-de-passe-perdu', { identifiant: 'p.exemple' });
  const second = linkIn(await mailTo('paul@example.org', 1));
  expect((await new SamlBrowser().open(first)).status).toBe(410);
  expect((await new SamlBrowser().open(second)).status).toBe(200);
  await gateway.cli('account', 'lock', 'p.exemple');
  expect((await new SamlBrowser().open(second)).status).toBe(410);
});

test('R06 the link leads to the configured host, whatever Host says', async () => {
  const seen = (await mails()).filter(({ to }) => to === 'oscar@example.org').length;
  const browser = new SamlBrowser();
  const page = await browser.open(`${gateway.url}/mot-de-passe-perdu`);
  const form = new URLSearchParams({
    identifiant: 'o.exemple',
    csrf_token: String(page.$('[name=csrf_token]').attr('value')),
  });
  await fetch(`${gateway.url}/mot-de-passe-perdu`, {
    ...{ method: 'POST', body: form, redirect: 'manual' },
    headers: {
      ...{ 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
      cookie: `browser=${browser.cookie('browser')}`,
    },
  });
  expect(linkIn(await mailTo('oscar@example.org', seen))).toMatch(new RegExp(`^${gateway.url}/`));
});

test('R03 an account is sent at most three links an hour, however the identifier is written', async () => {
  for (const identifiant of ['o.exemple', 'O.Exemple', ' o.exemple ', 'ｏ.exemple', 'o.EXEMPLE'])
    await ask('/mot-de-passe-perdu', { identifiant });
  await wait(1500);
  const links = (await mails()).filter(({ to, text }) => to === 'oscar@example.org' && /jeton=/.test(text));
  expect(links).toHaveLength(3);
});

test('R03 one client address: the same refusal for everybody once its hour is used up', async () => {
  const site = await startGatewayProcess({ RECOVERY_PER_HOUR: '2' });
  try {
    const statuses: number[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const browser = new SamlBrowser();
      const page = await browser.open(`${site.url}/mot-de-passe-perdu`);
      const form = 'form[action="/mot-de-passe-perdu"]';
      statuses.push((await browser.submit(page, { identifiant: 'personne' }, form)).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  } finally {
    await site.stop();
  }
}, 30_000);
