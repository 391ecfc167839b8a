import { startGatewayProcess, type GatewayProcess } from '../../support/gateway-process.js';
import { postedResponse, SamlBrowser } from '../../support/saml-browser.js';
import { signInAt, statusOf, TestPortal } from '../../support/test-portal.js';

const emma = { identifier: 'e.durand3', password: 'Azerty-2026-ok' };
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
let gateway: GatewayProcess;
let portal: TestPortal;

beforeAll(async () => {
  gateway = await startGatewayProcess();
  const person = [
    '--kind',
    'pupil',
    '--identifier',
    emma.identifier,
    '--sn',
    'Durand',
    '--given-name',
    'Emma',
  ];
  await gateway.cli('account', 'add', ...person, '--password', emma.password);
  portal = new TestPortal(gateway);
  await portal.join();
}, 60_000);
afterAll(() => gateway.stop());

describe('P12 the person that the portal asks for by saml:Subject (saml-core 3.4.1.2)', () => {
  let browser: SamlBrowser;
  let nameId: string;
  beforeAll(async () => {
    browser = new SamlBrowser();
    await signInAt(browser, portal.redirectUrl(), emma);
    const content = `<samlp:NameIDPolicy Format="${persistent}"/>`;
    const { xml } = postedResponse(await browser.open(portal.redirectUrl({ content })));
    nameId = /<saml:NameID [^>]*>([^<]+)/.exec(xml)?.[1] ?? '';
  });
  const asking = async (attributes: string, value: string): Promise<string[]> => {
    const content = `<saml:Subject><saml:NameID ${attributes}>${value}</saml:NameID></saml:Subject>`;
    return statusOf(await browser.open(portal.redirectUrl({ content })));
  };

  test('is answered about when it is the one who signed in, without NameIDPolicy', async () => {
    expect(nameId).toMatch(/^[0-9a-f]{40}$/);
    expect(await asking(`Format="${persistent}"`, nameId)).toEqual(['Success']);
    const own = `NameQualifier="${gateway.url}/idp" SPNameQualifier="${portal.entityId}"`;
    expect(await asking(`Format="${persistent}" ${own}`, nameId)).toEqual(['Success']);
  });

  test.each([
    ['another person', '', 'f'.repeat(40)],
    ['another provider', 'NameQualifier="https://other.example.org/idp"', undefined],
    ['another portal', 'SPNameQualifier="https://other.example.org/sp"', undefined],
    ['somebody with a name longer than any of ours', '', 'f'.repeat(257)],
  ])('%s: no assertion', async (_name, qualifier, value) => {
    expect(await asking(`Format="${persistent}" ${qualifier}`, value ?? nameId)).toEqual([
      'Responder',
      'UnknownPrincipal',
    ]);
  });
});

test('the scope of eduPersonPrincipalName is declared in our metadata, as Shibboleth asks', async () => {
  const browser = new SamlBrowser();
  const { xml } = postedResponse(await signInAt(browser, portal.redirectUrl(), emma));
  const scope = /e\.durand3@([^<]+)</.exec(xml)?.[1];
  const metadata = await (await fetch(`${gateway.url}/idp/metadata`)).text();
  const scopes = [...metadata.matchAll(/<shibmd:Scope[^>]*>([^<]+)/g)].map(([, found]) => found);
  expect(scopes).toEqual(['educt', scope]);
});
