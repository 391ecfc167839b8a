import { acsXml } from '../support/sample-sp.js';
import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { SamlBrowser, type Page } from '../support/saml-browser.js';
import { signInAt, statusOf, TestPortal } from '../support/test-portal.js';

/** What changes, or comes along, between a portal's request and our answer. */
const emma = { identifier: 'e.durand3', password: 'Azerty-2026-ok' };
let gateway: GatewayProcess;

beforeAll(async () => {
  gateway = await startGatewayProcess({ LOG_LEVEL: 'info' });
  const names = ['--sn', 'Durand', '--given-name', 'Emma'];
  const secrets = ['--identifier', emma.identifier, '--password', emma.password];
  await gateway.cli('account', 'add', '--kind', 'pupil', ...secrets, ...names);
}, 60_000);
afterAll(() => gateway.stop());

const submit = (browser: SamlBrowser, page: Page): Promise<Page> =>
  browser.submit(page, { j_username: emma.identifier, j_password: emma.password });

test('P13 a portal switched off while the person types the password receives no assertion', async () => {
  const portal = new TestPortal(gateway, 'https://off.example.org/sp');
  await portal.join();
  const browser = new SamlBrowser();
  const form = await browser.open(portal.redirectUrl());
  await portal.join({}, '--release', 'all', '--set', 'enabled=no');
  const page = await submit(browser, form);
  expect([page.status, page.html.includes('SAMLResponse')]).toEqual([403, false]);
  expect(page.$('main').text()).toContain('issuer');
}, 30_000);

test('P05 an ACS taken out of the metadata while the person types the password receives nothing', async () => {
  const portal = new TestPortal(gateway, 'https://moved.example.org/sp');
  await portal.join();
  const browser = new SamlBrowser();
  const form = await browser.open(portal.redirectUrl());
  await portal.join({ acs: acsXml('https://moved.example.org/new-acs', 0) });
  const page = await submit(browser, form);
  expect([page.status, page.html.includes('SAMLResponse')]).toEqual([403, false]);
  expect(page.$('main').text()).toContain('acs_unknown');
}, 30_000);

describe('a cross-site POST that brings the cookie of somebody else, as of a load balancer', () => {
  const postOf = (portal: TestPortal, attributes: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: 'balancer=node-2' },
    body: new URLSearchParams({
      SAMLRequest: Buffer.from(portal.requestXml('POST', { attributes })).toString('base64'),
    }),
  });
  let portal: TestPortal;
  beforeAll(async () => {
    portal = new TestPortal(gateway, 'https://balanced.example.org/sp');
    await portal.join();
  }, 30_000);

  test.each([{}, { IsPassive: 'true' }])('a session is found all the same %j', async (attributes) => {
    const browser = new SamlBrowser();
    await signInAt(browser, `${gateway.url}/connexion`, emma);
    const address = `${gateway.url}/idp/profile/SAML2/POST/SSO`;
    const answer = await fetch(address, postOf(portal, attributes));
    expect(answer.headers.getSetCookie()).toEqual([]);
    const page = await browser.open(new URL(answer.headers.get('location') ?? '', address).href);
    expect(statusOf(page)).toEqual(['Success']);
  });
});

test('A09 a message of 60 kB does not make a log line of 60 kB', async () => {
  const portal = new TestPortal(gateway, 'https://long.example.org/sp');
  await portal.join();
  const content = `<samlp:NameIDPolicy Format="${'x'.repeat(60_000)}"/>`;
  const page = await portal.openByPost(new SamlBrowser(), { content });
  expect(statusOf(page)).toContain('InvalidNameIDPolicy');
  expect(gateway.output()).toContain('invalid_name_id_policy');
  const longest = Math.max(
    ...gateway
      .output()
      .split('\n')
      .map((line) => line.length),
  );
  expect(longest).toBeLessThan(2000);
}, 30_000);
