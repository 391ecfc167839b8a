import { load } from 'cheerio';
import supertest from 'supertest';
import { helpPages } from '../../src/pages/help/help-pages.js';
import { createTestSite } from './support/test-site.js';

const { app } = createTestSite({ baseUrl: 'https://gateway.test' });
const pages = ['/connexion', '/deconnexion', '/nowhere', ...Object.keys(helpPages)];

/** A policy as directive -> values. */
const policyOf = (answer: supertest.Response): Map<string, string> =>
  new Map(
    (answer.headers['content-security-policy'] ?? '').split('; ').map((part) => {
      const blank = part.indexOf(' ');
      return [part.slice(0, blank), part.slice(blank + 1)];
    }),
  );

describe.each(pages)('%s', (address) => {
  test('L11: cannot be framed, runs no script but its own, posts only here', async () => {
    const answer = await supertest(app).get(address);
    const policy = policyOf(answer);
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
    expect(policy.get('base-uri')).toBe("'none'");
    expect(policy.get('form-action')).toBe("'self'");
    expect(policy.get('style-src')).toBe("'self'");
    expect(policy.get('script-src')).toMatch(address === '/connexion' ? /^'nonce-[\w+/=]{24}'$/ : /^'none'$/);
    expect(answer.headers['x-frame-options']).toBe('DENY');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['strict-transport-security']).toContain('max-age=');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('L11: has no inline script, handler or style', async () => {
    const page = load((await supertest(app).get(address)).text);
    expect(page('script:not([src]), style, [style], [onclick], [onload], [onsubmit]')).toHaveLength(0);
    expect(
      page('script')
        .toArray()
        .every((script) => page(script).attr('nonce') !== ''),
    ).toBe(true);
  });

  test('has a language, a title, one h1, landmarks and a skip link', async () => {
    const page = load((await supertest(app).get(address)).text);
    expect(page('html').attr('lang')).toBe('fr');
    expect(page('title').text()).toMatch(/ – ÉcoleClé$/);
    for (const one of ['h1', 'main#content', 'header', 'footer', 'a.skip-link[href="#content"]']) {
      expect([one, page(one).length]).toEqual([one, 1]);
    }
    expect(page('footer').text()).toContain('Un compte unique pour les services numériques');
    const links = page('footer a')
      .toArray()
      .map((link) => page(link).attr('href'));
    expect(links).toEqual(['/aide', '/accessibilite', '/mentions-legales', '/donnees-personnelles']);
  });
});

test('the nonce changes with each page and is that of the script', async () => {
  const nonces = new Set<string>();
  for (let time = 0; time < 5; time++) {
    const answer = await supertest(app).get('/connexion');
    const nonce = load(answer.text)('script').attr('nonce') ?? '';
    expect(policyOf(answer).get('script-src')).toBe(`'nonce-${nonce}'`);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(5);
});

test('public files: one address a version, compressed, kept for a year', async () => {
  const page = load((await supertest(app).get('/connexion')).text);
  const urls = [...page('link').toArray(), ...page('script').toArray()].map(
    (tag) => page(tag).attr('href') ?? page(tag).attr('src') ?? '',
  );
  expect(urls).toHaveLength(4);
  for (const url of urls) {
    const answer = await supertest(app).get(url);
    expect([url, answer.status]).toEqual([url, 200]);
    expect(answer.headers['cache-control']).toContain('immutable');
    expect(answer.headers['content-encoding']).toBe('gzip');
  }
  const plain = await supertest(app)
    .get(urls[1] ?? '')
    .set('Accept-Encoding', 'identity');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect((await supertest(app).get('/assets/0000000000000000/theme.css')).status).toBe(404);
  expect((await supertest(app).get('/assets/..%2f..%2fpackage.json/x')).status).toBe(404);
});

test('X-Forwarded-Host changes nothing (L11)', async () => {
  const answer = await supertest(app)
    .get('/connexion')
    .set('X-Forwarded-Host', 'evil.example')
    .set('Host', 'evil.example');
  expect(answer.text).not.toContain('evil.example');
});
