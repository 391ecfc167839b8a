import { load } from 'cheerio';
import { hiddenFields, TestBrowser } from './support/browser.js';
import { createTestSite } from './support/test-site.js';

/** A browser with the sign-in form open, and the form filled in. */
async function openForm() {
  const site = createTestSite();
  const browser = new TestBrowser(site.app);
  const page = load((await browser.get('/connexion')).text);
  const form: Record<string, string> = {
    ...hiddenFields(page),
    j_username: 'n.exemple',
    j_password: 'right-password',
  };
  return { ...site, browser, form };
}

// security L06
test('L06: without the token, or with one of another browser: 403, nobody is signed in, and the form is shown anew', async () => {
  const { browser, form, app, attempts } = await openForm();
  const strange = hiddenFields(load((await new TestBrowser(app).get('/connexion')).text)).csrf_token ?? '';
  expect(strange).not.toBe(form.csrf_token);
  for (const token of ['', strange, `${form.csrf_token}x`]) {
    const answer = await browser.post('/connexion', { ...form, csrf_token: token });
    expect(answer.status).toBe(403);
    expect(hiddenFields(load(answer.text)).csrf_token).toBe(form.csrf_token);
  }
  expect(attempts).toEqual([]);
  expect((await browser.post('/connexion', form)).status).toBe(303);
});

test.each([
  ['Origin', 'https://evil.example'],
  ['Origin', 'null'],
  ['Origin', 'http://gateway.test.evil.example'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Site', 'same-site'],
])('L06: %s: %s is refused even with the right token', async (header, value) => {
  const { browser, form, attempts } = await openForm();
  expect((await browser.post('/connexion', form, { [header]: value })).status).toBe(403);
  expect(attempts).toEqual([]);
});

test.each([
  [{ Origin: 'http://gateway.test', 'Sec-Fetch-Site': 'same-origin' }],
  [{ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
  [{}],
])('our own form passes with %j', async (headers) => {
  const { browser, form } = await openForm();
  expect((await browser.post('/connexion', form, headers as Record<string, string>)).status).toBe(303);
});

test('a browser that refuses cookies is told so', async () => {
  const { browser, form } = await openForm();
  browser.cookies.clear();
  const answer = await browser.post('/connexion', form);
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('Autorisez les cookies');
});

test('O09: signing out needs our form', async () => {
  const { browser, form } = await openForm();
  await browser.post('/connexion', form);
  expect((await browser.get('/deconnexion')).status).toBe(200);
  expect((await browser.post('/deconnexion', {})).status).toBe(403);
  expect((await browser.get('/')).status).toBe(200);
});
