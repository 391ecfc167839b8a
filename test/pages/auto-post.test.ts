import { load } from 'cheerio';
import supertest from 'supertest';
import { createTestSite } from './support/test-site.js';

const { app } = createTestSite();
const open = (query = ''): Promise<supertest.Response> =>
  supertest(app)
    .get(`/trial/auto-post${query}`)
    .then((answer) => answer);

test('E13: what the portal sent comes back as it was, escaped', async () => {
  const relay = '"><script>alert(1)</script>&amp;=\u00e9';
  const answer = await open(`?relay=${encodeURIComponent(relay)}`);
  const page = load(answer.text);
  expect(page('input[name=RelayState]').attr('value')).toBe(relay);
  expect(answer.text).not.toContain('<script>alert');
  expect(page('input[name=SAMLResponse]').attr('value')).toBe('PHNhbWxwOlJlc3BvbnNlLz4=');
  expect(page('form').attr('action')).toBe('https://ent.example/acs');
});

test('E13: an empty RelayState is sent, an absent one is not', async () => {
  expect(load((await open('?relay=')).text)('input[name=RelayState]').attr('value')).toBe('');
  expect(load((await open()).text)('input[name=RelayState]')).toHaveLength(0);
});

test('E13: a new nonce each time, on the one script; nothing is stored', async () => {
  const nonces = new Set<string>();
  for (let time = 0; time < 4; time++) {
    const answer = await open();
    const page = load(answer.text);
    const nonce = page('script').attr('nonce') ?? '';
    expect(answer.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action https:`,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(page('[onload], [onsubmit], [style]')).toHaveLength(0);
    expect(page('script')).toHaveLength(1);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(4);
});

test('E13: without scripts there is a button', async () => {
  const page = load((await open()).text, { scriptingEnabled: false });
  expect(page('form noscript button[type=submit]').text()).toBe('Continuer');
});

test('a portal under development may use plain http', async () => {
  const answer = await open('?acs=http://127.0.0.1:3000/acs');
  expect(answer.headers['content-security-policy']).toMatch(/form-action https: http:$/);
});

test('the portal sees our origin, and no address of ours', async () => {
  expect((await open()).headers['referrer-policy']).toBe('strict-origin');
});
