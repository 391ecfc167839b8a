import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { SamlBrowser, type Page } from '../support/saml-browser.js';
import { signInAt, TestPortal } from '../support/test-portal.js';

const password = 'Azerty-2026-ok';
let gateway: GatewayProcess;

beforeAll(async () => {
  gateway = await startGatewayProcess({ RATE_LIMIT: 'off', BCRYPT_COST: '8' });
  for (const identifier of ['e.durand3', 'l.verrou', 'c.session']) {
    await addPupil(gateway, identifier);
  }
}, 60_000);
afterAll(() => gateway.stop());

const addPupil = (at: GatewayProcess, identifier: string): Promise<string> =>
  at.cli(
    ...['account', 'add', '--kind', 'pupil', '--identifier', identifier, '--password', password],
    '--sn',
    'D',
    '--given-name',
    'E',
  );
const attempt = (identifier: string, secret: string): Promise<Page> =>
  signInAt(new SamlBrowser(), `${gateway.url}/connexion`, { identifier, password: secret });
const said = (page: Page): string => page.$('[role=alert]').text().replace(/\s+/g, ' ').trim();

test('L02 a known and an unknown identifier: same status, same words, until both are locked the same way', async () => {
  const walk = async (identifier: string): Promise<[number, string][]> => {
    const seen: [number, string][] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      const page = await attempt(identifier, 'wrong-password-0');
      seen.push([page.status, said(page)]);
    }
    return seen;
  };
  const known = await walk('l.verrou');
  expect(await walk('personne.inconnue')).toEqual(known);
  expect(known.map(([status]) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
});

test('L04 while it is locked, the right password opens nothing', async () => {
  expect((await attempt('l.verrou', password)).status).toBe(429);
});

test('L08 an account locked elsewhere: its sessions end at the next request', async () => {
  const browser = new SamlBrowser();
  const page = await signInAt(browser, `${gateway.url}/connexion`, { identifier: 'c.session', password });
  expect(new URL(page.url).pathname).toBe('/');
  await gateway.cli('account', 'lock', 'c.session');
  expect(new URL((await browser.open(`${gateway.url}/`)).url).pathname).toBe('/connexion');
});

test('L09 forty sign-ins at once: every answer is a sign-in or 503 with Retry-After, and health answers in between', async () => {
  const rush = Promise.all(Array.from({ length: 40 }, () => attempt('e.durand3', password)));
  const health = await fetch(`${gateway.url}/healthz`);
  expect(health.status).toBe(200);
  for (const page of await rush) {
    const queued = page.status === 503 && page.headers.has('retry-after');
    expect(queued || new URL(page.url).pathname === '/').toBe(true);
  }
});

test('P03 the same request at two processes of one store: one answer', async () => {
  const shared = { SESSION_SECRET: 's'.repeat(32), PASSWORD_PEPPER: 'p'.repeat(32), INE_KEY: 'i'.repeat(32) };
  const first = await startGatewayProcess(shared);
  const socket = encodeURIComponent(`${first.dataDir}/store/run/mongo.sock`);
  const store = `mongodb://${socket}/passerelle?directConnection=true`;
  const second = await startGatewayProcess({ ...shared, MONGODB_URI: store, BASE_URL: first.url }).catch(
    async (error: unknown) => {
      await first.stop();
      throw error;
    },
  );
  try {
    await addPupil(first, 'e.durand3');
    const portal = new TestPortal(first);
    await portal.join();
    const browser = new SamlBrowser();
    await signInAt(browser, portal.redirectUrl(), { identifier: 'e.durand3', password });
    const address = portal.redirectUrl();
    const elsewhere = address.replace(first.url, second.url);
    const pages = await Promise.all([address, elsewhere, address, elsewhere].map((one) => browser.open(one)));
    expect(pages.filter((page) => page.html.includes('SAMLResponse'))).toHaveLength(1);
    expect(pages.filter((page) => page.$('main').text().includes('replay'))).toHaveLength(3);
  } finally {
    await second.stop();
    await first.stop();
  }
}, 60_000);

test('SIGTERM while a password is checked: the answer is given, then the process ends with 0', async () => {
  const brief = await startGatewayProcess({ BCRYPT_COST: '11' });
  await addPupil(brief, 'e.durand3');
  const browser = new SamlBrowser();
  const page = await browser.open(`${brief.url}/connexion`);
  const form = new URLSearchParams({
    j_username: 'e.durand3',
    j_password: password,
    csrf_token: String(page.$('[name=csrf_token]').attr('value')),
  });
  const answer = fetch(`${brief.url}/connexion`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { cookie: `browser=${browser.cookie('browser')}` },
  });
  await new Promise((done) => setTimeout(done, 50));
  const ended = brief.stop();
  expect((await answer).status).toBe(303);
  expect(await ended).toBe(0);
}, 60_000);
