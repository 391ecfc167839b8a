import { load } from 'cheerio';
import { TestBrowser } from './support/browser.js';
import { samplePortal } from './support/sample-people.js';
import { createTestSite } from './support/test-site.js';

const portals = [
  samplePortal(
    'https://b.example/sp',
    { fr: 'Bibliothèque', en: 'Library' },
    { start_url: 'https://b.example/start' },
  ),
  samplePortal('https://a.example/sp', { fr: 'Agenda' }),
  samplePortal('https://off.example/sp', { fr: 'Fermé' }, { enabled: false }),
  samplePortal('https://other.example/sp', { fr: 'Autre collège' }, { schools: ['9990002Y'] }),
  samplePortal('https://ours.example/sp', { fr: 'Notre collège' }, { schools: ['9990001X'] }),
  samplePortal('https://nameless.example/sp', {}),
  samplePortal('urn:odd', { fr: '<b>&{{x}}' }, { start_url: 'javascript:alert(1)' }),
];

const shown = async (identifier: string, query = '') => {
  const browser = new TestBrowser(createTestSite({ portals }).app);
  await browser.signIn(identifier, 'right-password');
  const page = load((await browser.get(`/${query}`)).text);
  const links = page('.portals a').toArray();
  return { page, links: links.map((link) => [page(link).text().trim(), page(link).attr('href')]) };
};

test('lists the portals open to the pupil, by name, and escapes what metadata says (M09)', async () => {
  const { page, links } = await shown('n.exemple');
  expect(page('h1').text()).toBe('Bonjour Noé');
  expect(page('.who').text()).toBe('Noé Exemple · Élève');
  expect(links).toEqual([
    ['<b>&{{x}}', '/idp/profile/SAML2/Unsolicited/SSO?providerId=urn%3Aodd'],
    ['Agenda', '/idp/profile/SAML2/Unsolicited/SSO?providerId=https%3A%2F%2Fa.example%2Fsp'],
    ['Bibliothèque', 'https://b.example/start'],
    ['nameless.example', '/idp/profile/SAML2/Unsolicited/SSO?providerId=https%3A%2F%2Fnameless.example%2Fsp'],
    ['Notre collège', '/idp/profile/SAML2/Unsolicited/SSO?providerId=https%3A%2F%2Fours.example%2Fsp'],
  ]);
});

test('a guardian has the portals of the children’s schools, in the language chosen', async () => {
  const { page, links } = await shown('l.exemple', '?lang=en');
  expect(page('h1').text()).toBe('Hello Léa');
  expect(links.map(([name]) => name)).toEqual([
    '<b>&{{x}}',
    'Agenda',
    'Library',
    'nameless.example',
    'Notre collège',
  ]);
});

test('nobody signed in is sent to the sign-in page', async () => {
  const answer = await new TestBrowser(createTestSite().app).get('/');
  expect([answer.status, answer.headers.location]).toEqual([303, '/connexion']);
});

test.each(['/logout', '/idp/profile/Logout'])('%s leads to the confirmation of sign-out', async (address) => {
  const answer = await new TestBrowser(createTestSite().app).get(address);
  expect([answer.status, answer.headers.location]).toEqual([303, '/deconnexion']);
});
