import { startGatewayProcess, type GatewayProcess } from '../../support/gateway-process.js';
import { postedResponse, SamlBrowser } from '../../support/saml-browser.js';
import { signInAt, statusOf, TestPortal } from '../../support/test-portal.js';

const emma = { identifier: 'e.durand3', password: 'Azerty-2026-ok' };
let gateway: GatewayProcess;
let portal: TestPortal;

beforeAll(async () => {
  gateway = await startGatewayProcess();
  await gateway.cli(
    ...['account', 'add', '--kind', 'pupil', '--identifier', emma.identifier, '--password', emma.password],
    ...[
      '--sn',
      'Durand',
      '--given-name',
      'Emma',
      '--birth-date',
      '2010-05-07',
      '--uai',
      '9990001X',
      '--level',
      '2212',
    ],
  );
  portal = new TestPortal(gateway);
  await portal.join();
}, 60_000);
afterAll(() => gateway.stop());

const signedInBrowser = async (): Promise<SamlBrowser> => {
  const browser = new SamlBrowser();
  await signInAt(browser, portal.redirectUrl(), emma);
  return browser;
};
const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<[a-z0-9]+:${name}[ >][^<]*`).exec(xml)?.[0].replace(/^[^>]*>/, '');
const attribute = (xml: string, name: string): string | undefined =>
  new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1];

test('by Redirect: password, then the Response at the ACS with RelayState as it came', async () => {
  const browser = new SamlBrowser();
  const page = await signInAt(browser, portal.redirectUrl({}, { relayState: 'état:&="<>' }), emma);
  const { acsUrl, relayState, xml } = postedResponse(page);
  expect([acsUrl, relayState]).toEqual([portal.acs, 'état:&="<>']);
  expect(statusOf(page)).toEqual(['Success']);
  expect(xml).toContain('>9990001X<');
  expect(xml).toContain(`<saml:Audience>${portal.entityId}</saml:Audience>`);
});

test('by POST, which brings no cookie: same answer, and at once when the browser is signed in', async () => {
  const browser = new SamlBrowser();
  const form = await portal.openByPost(browser, {}, 'rs-1');
  const first = await browser.submit(form, { j_username: emma.identifier, j_password: emma.password });
  expect([statusOf(first), postedResponse(first).relayState]).toEqual([['Success'], 'rs-1']);
  const second = await portal.openByPost(browser, {}, 'rs-2');
  expect([statusOf(second), postedResponse(second).relayState]).toEqual([['Success'], 'rs-2']);
});

test('in an existing session: no page in between, same SessionIndex, AuthnInstant of the password', async () => {
  const browser = new SamlBrowser();
  const first = postedResponse(await signInAt(browser, portal.redirectUrl(), emma)).xml;
  const second = postedResponse(await browser.open(portal.redirectUrl())).xml;
  for (const name of ['AuthnInstant', 'SessionIndex'])
    expect(attribute(second, name)).toBe(attribute(first, name));
  expect(attribute(second, 'InResponseTo')).not.toBe(attribute(first, 'InResponseTo'));
  expect(element(second, 'NameID')).not.toBe(element(first, 'NameID'));
});

test('E05 unsolicited: no InResponseTo anywhere, target comes back as RelayState', async () => {
  const browser = await signedInBrowser();
  const address = `${gateway.url}/idp/profile/SAML2/Unsolicited/SSO`;
  const query = new URLSearchParams({ providerId: portal.entityId, target: 'https://ent.example.org/cours' });
  const { xml, relayState } = postedResponse(await browser.open(`${address}?${query.toString()}`));
  expect(xml).not.toContain('InResponseTo');
  expect(relayState).toBe('https://ent.example.org/cours');
  const stranger = await browser.open(`${address}?providerId=https://other.example.org`);
  expect(stranger.status).toBe(403);
  const elsewhere = await browser.open(`${address}?${query.toString()}&shire=https://evil.example.org/acs`);
  expect([elsewhere.status, elsewhere.html.includes('SAMLResponse')]).toEqual([403, false]);
});

test('the SessionIndex of one session is another at each portal (saml-core 2.7.2)', async () => {
  const browser = await signedInBrowser();
  const other = new TestPortal(gateway, 'https://other.example.org/sp');
  await other.join();
  const pages = [await browser.open(portal.redirectUrl()), await browser.open(other.redirectUrl())];
  const [here, there] = pages.map((page) => attribute(postedResponse(page).xml, 'SessionIndex'));
  expect(here).toMatch(/^_[0-9a-f]{40}$/);
  expect(there).toMatch(/^_[0-9a-f]{40}$/);
  expect(there).not.toBe(here);
});

test('P03 the same request twice, at once or later: one answer', async () => {
  const browser = await signedInBrowser();
  const address = portal.redirectUrl();
  const pages = await Promise.all(Array.from({ length: 8 }, () => browser.open(address)));
  expect(pages.filter((page) => page.html.includes('SAMLResponse'))).toHaveLength(1);
  const again = await browser.open(address);
  expect([again.status, again.$('main').text()]).toEqual([400, expect.stringContaining('replay')]);
});

test('P07, P09 IsPassive without a session, or with ForceAuthn: NoPassive, no page', async () => {
  const passive = { attributes: { IsPassive: 'true' } };
  const denied = await new SamlBrowser().open(portal.redirectUrl(passive, { relayState: 'r' }));
  expect([statusOf(denied), postedResponse(denied).relayState]).toEqual([['Responder', 'NoPassive'], 'r']);
  expect(postedResponse(denied).xml).not.toContain('Assertion ');
  expect(statusOf(await portal.openByPost(new SamlBrowser(), passive))).toEqual(['Responder', 'NoPassive']);
  const browser = await signedInBrowser();
  expect(statusOf(await browser.open(portal.redirectUrl(passive)))).toEqual(['Success']);
  const both = { attributes: { IsPassive: 'true', ForceAuthn: 'true' } };
  expect(statusOf(await browser.open(portal.redirectUrl(both)))).toEqual(['Responder', 'NoPassive']);
});

test('P08 ForceAuthn: the password again, a new AuthnInstant, a new session id', async () => {
  const browser = new SamlBrowser();
  const first = postedResponse(await signInAt(browser, portal.redirectUrl(), emma)).xml;
  const before = browser.cookie('sid');
  const asked = await browser.open(portal.redirectUrl({ attributes: { ForceAuthn: 'true' } }));
  expect(asked.$('[name=j_password]')).toHaveLength(1);
  const again = await browser.submit(asked, { j_username: emma.identifier, j_password: emma.password });
  const instant = attribute(postedResponse(again).xml, 'AuthnInstant') ?? '';
  expect(Date.parse(instant)).toBeGreaterThan(Date.parse(attribute(first, 'AuthnInstant') ?? ''));
  expect(browser.cookie('sid')).not.toBe(before);
});

test('P10, P11 what cannot be met is answered with its status', async () => {
  const browser = await signedInBrowser();
  const context =
    '<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>urn:x:smartcard</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>';
  const unmet = await browser.open(portal.redirectUrl({ content: context }));
  expect(statusOf(unmet)).toEqual(['Requester', 'NoAuthnContext']);
  const policy = '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"/>';
  const format = await browser.open(portal.redirectUrl({ content: policy }));
  expect(statusOf(format)).toEqual(['Requester', 'InvalidNameIDPolicy']);
});

test('P14 the person gives up: the portal is told, once', async () => {
  const browser = new SamlBrowser();
  const page = await browser.open(portal.redirectUrl({}, { relayState: 'r' }));
  const left = await browser.submit(page, {}, 'form[action="/sso/cancel"]');
  expect([statusOf(left), postedResponse(left).relayState]).toEqual([['Responder', 'AuthnFailed'], 'r']);
  const back = await browser.submit(page, { j_username: emma.identifier, j_password: emma.password });
  expect([back.status, back.html.includes('SAMLResponse')]).toEqual([400, false]);
});

test('P16 a request of another browser: refused, and it still serves its own', async () => {
  const owner = new SamlBrowser();
  const page = await owner.open(portal.redirectUrl());
  const suite = new URL(page.url).searchParams.get('suite') ?? '';
  const thief = await signedInBrowser();
  const stolen = await thief.open(`${gateway.url}/sso/continue?suite=${suite}`);
  expect([stolen.status, stolen.html.includes('SAMLResponse')]).toEqual([400, false]);
  expect(
    statusOf(await owner.submit(page, { j_username: emma.identifier, j_password: emma.password })),
  ).toEqual(['Success']);
});

test('P17 two tabs, two portals, answers crossed: each has its own InResponseTo and Audience', async () => {
  const other = new TestPortal(gateway, 'https://cantine.example.org/sp');
  await other.join();
  const browser = new SamlBrowser();
  const tabs = [
    await browser.open(portal.redirectUrl({ attributes: { ID: '_tab1' } })),
    await browser.open(other.redirectUrl({ attributes: { ID: '_tab2' } })),
  ];
  const [first, second] = tabs as [(typeof tabs)[0] & object, (typeof tabs)[0] & object];
  const late = postedResponse(
    await browser.submit(second, { j_username: emma.identifier, j_password: emma.password }),
  );
  const early = postedResponse(
    await browser.submit(first, { j_username: emma.identifier, j_password: emma.password }),
  );
  expect([attribute(late.xml, 'InResponseTo'), element(late.xml, 'Audience'), late.acsUrl]).toEqual([
    '_tab2',
    other.entityId,
    other.acs,
  ]);
  expect([attribute(early.xml, 'InResponseTo'), element(early.xml, 'Audience'), early.acsUrl]).toEqual([
    '_tab1',
    portal.entityId,
    portal.acs,
  ]);
});

test('E07 persistent NameID: stable at one portal, another elsewhere, nothing of the person in it', async () => {
  const policy = {
    content:
      '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" AllowCreate="true"/>',
  };
  const other = new TestPortal(gateway, 'https://cdi.example.org/sp');
  await other.join();
  const [browser, another] = [await signedInBrowser(), await signedInBrowser()];
  const here = element(postedResponse(await browser.open(portal.redirectUrl(policy))).xml, 'NameID');
  const hereAgain = element(postedResponse(await another.open(portal.redirectUrl(policy))).xml, 'NameID');
  const there = element(postedResponse(await browser.open(other.redirectUrl(policy))).xml, 'NameID');
  expect(hereAgain).toBe(here);
  expect(there).not.toBe(here);
  expect(here).toMatch(/^[a-z0-9_]{20,}$/);
});

test('E06 nothing leaves that the policy does not list; P13 a portal closed to the person learns nothing', async () => {
  const sparse = new TestPortal(gateway, 'https://sparse.example.org/sp');
  await sparse.join({}, '--release', 'givenName');
  const browser = await signedInBrowser();
  const { xml } = postedResponse(await browser.open(sparse.redirectUrl()));
  expect(xml).toContain('>Emma<');
  expect(xml).not.toMatch(/Durand|9990001X|2010-05-07/);
  const closed = new TestPortal(gateway, 'https://closed.example.org/sp');
  await closed.join({}, '--release', 'all', '--set', 'schools=9990002Y');
  const denied = await browser.open(closed.redirectUrl());
  expect(statusOf(denied)).toEqual(['Responder', 'RequestDenied']);
  expect(postedResponse(denied).xml).not.toMatch(/Emma|Durand/);
});

test('P04, P05 unknown issuer or ACS: a page here, nothing is posted anywhere', async () => {
  const browser = await signedInBrowser();
  const issuer = await browser.open(
    portal.redirectUrl({ issuer: '<saml:Issuer>https://evil.example.org</saml:Issuer>' }),
  );
  expect([issuer.status, issuer.html.includes('<form')]).toEqual([403, false]);
  const acs = await browser.open(
    portal.redirectUrl({ attributes: { AssertionConsumerServiceURL: `${portal.acs}/../evil` } }),
  );
  expect([acs.status, acs.html.includes('SAMLResponse')]).toEqual([403, false]);
});

test('a portal removed while the gateway runs is unknown within two seconds', async () => {
  const brief = new TestPortal(gateway, 'https://brief.example.org/sp');
  await brief.join();
  const browser = await signedInBrowser();
  expect(statusOf(await browser.open(brief.redirectUrl()))).toEqual(['Success']);
  await gateway.cli('sp', 'remove', brief.entityId);
  await new Promise((done) => setTimeout(done, 2000));
  expect((await browser.open(brief.redirectUrl())).status).toBe(403);
});
