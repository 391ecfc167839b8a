import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { SamlBrowser } from '../support/saml-browser.js';
import { signInAt, statusOf, TestPortal } from '../support/test-portal.js';

const emma = { identifier: 'e.durand3', password: 'Azerty-2026-ok' };
let gateway: GatewayProcess;
beforeAll(async () => {
  gateway = await startGatewayProcess();
  const names = ['--sn', 'Durand', '--given-name', 'Emma'];
  const secrets = ['--identifier', emma.identifier, '--password', emma.password];
  await gateway.cli('account', 'add', '--kind', 'pupil', ...secrets, ...names);
}, 60_000);
afterAll(() => gateway.stop());

test('O10 a password posted for a request answered meanwhile is not what the Back button finds', async () => {
  const portal = new TestPortal(gateway);
  await portal.join();
  const browser = new SamlBrowser();
  const form = await browser.open(portal.redirectUrl());
  expect(statusOf(await signInAt(browser, form.url, emma))).toEqual(['Success']);
  const again = await browser.submit(form, { j_username: emma.identifier, j_password: emma.password });
  expect(new URL(again.url).pathname).toBe('/sso/continue');
  expect(again.$('main').text()).toContain('transaction_answered');
}, 30_000);
