import { startGatewayProcess, type GatewayProcess } from '../../support/gateway-process.js';
import { SamlBrowser } from '../../support/saml-browser.js';
import { TestPortal } from '../../support/test-portal.js';

let gateway: GatewayProcess;
let portal: TestPortal;

beforeAll(async () => {
  gateway = await startGatewayProcess({ RATE_LIMIT: 'on', SSO_PER_MINUTE: '3' });
  portal = new TestPortal(gateway);
  await portal.join();
}, 60_000);
afterAll(() => gateway.stop());

test('requests without a session are counted, also those that want no page (IsPassive)', async () => {
  const browser = new SamlBrowser();
  const statuses: number[] = [];
  for (const attributes of [{ IsPassive: 'true' }, {}, { IsPassive: 'true' }, { IsPassive: 'true' }]) {
    statuses.push((await browser.open(portal.redirectUrl({ attributes }))).status);
  }
  expect(statuses).toEqual([200, 200, 200, 429]);
});

test('HEAD uses no request up', async () => {
  const address = portal.redirectUrl();
  const head = await fetch(address, { method: 'HEAD', redirect: 'manual' });
  expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET']);
});
