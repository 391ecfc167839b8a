import { load } from 'cheerio';
import supertest from 'supertest';
import { catalogue, type ErrorCode } from '../../src/error-catalogue.js';
import { languages } from '../../src/languages.js';
import { loadTranslations } from '../../src/web/translations.js';
import { createTestSite } from './support/test-site.js';

const { app, logLines, storage } = createTestSite();
const translations = loadTranslations({
  SERVICE_NAME: 'ÉcoleClé',
  SERVICE_OPERATOR: 'Académie d’essai',
  SUPPORT_MAIL: 'aide@gateway.test',
  TIME_ZONE: 'Europe/Paris',
});

describe.each(languages)('in %s', (language) => {
  test.each(Object.keys(catalogue) as ErrorCode[])(
    '%s has a page with its status, sentence and id',
    async (code) => {
      const answer = await supertest(app).get(`/trial/error/${code}`).set('Accept-Language', language);
      const page = load(answer.text);
      const { status, sentence } = catalogue[code];
      expect(answer.status).toBe(status);
      expect(page('html').attr('lang')).toBe(language);
      expect(page('.lead').text()).toBe(translations[language].text(`errors.${sentence}`));
      expect(page('h1').text()).toBe(translations[language].text(`error-titles.${sentence}`));
      const id = answer.headers['x-request-id'];
      expect(page('.reference').text()).toContain(id);
      expect(page('.reference').text()).toContain(code);
      expect(answer.text).not.toContain('detail-for-operators');
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );
});

test('an unforeseen error shows nothing of itself; the log has its cause and the same id', async () => {
  const answer = await supertest(app).get('/trial/error/unforeseen?secret=in-query');
  expect(answer.status).toBe(500);
  expect(answer.text).not.toMatch(/secret-cause|node_modules/);
  const id = answer.headers['x-request-id'] ?? '';
  const line = logLines.find((each) => each.includes(id) && each.includes('"cause"')) ?? '';
  expect(line).toContain('secret-cause');
  expect(line).toContain('"code":"internal"');
});

test('each answer leaves one line: the route, never the query or the parameters', async () => {
  const answer = await supertest(app).get('/trial/error/busy?name=somebody');
  await new Promise((resolve) => setTimeout(resolve, 20));
  const id = answer.headers['x-request-id'] ?? '';
  const lines = logLines.filter((each) => each.includes(id) && each.includes('"method"'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({
    method: 'GET',
    route: '/trial/error/:code',
    status: 503,
  });
  expect(lines[0]).not.toContain('somebody');
});

test('an unknown address: 404', async () => {
  const answer = await supertest(app).get('/nowhere');
  expect(answer.status).toBe(404);
  expect(load(answer.text)('h1').text()).toBe('Page introuvable');
});

test.each(['/%', '/assets/%ff/theme.css'])('a broken address %s: 400, no stack trace', async (path) => {
  const answer = await supertest(app).get(path);
  expect([400, 404]).toContain(answer.status);
  expect(answer.text).not.toContain('node_modules');
});

test('429 and 503 say when to come back', async () => {
  for (const code of ['busy', 'too_many_requests']) {
    const answer = await supertest(app).get(`/trial/error/${code}`);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
});

test('health: alive without storage, ready only with it', async () => {
  expect((await supertest(app).get('/readyz')).status).toBe(200);
  storage.up = false;
  const down = await supertest(app).get('/readyz');
  expect([down.status, down.text.includes('secret-host')]).toEqual([503, false]);
  expect((await supertest(app).get('/healthz')).status).toBe(200);
  storage.up = true;
});

test('metrics: durations by route, sign-ins by outcome; not for public addresses', async () => {
  const site = createTestSite({ trustProxy: 1 });
  await supertest(site.app).get('/connexion');
  const text = (await supertest(site.app).get('/metrics')).text;
  expect(text).toMatch(
    /http_request_duration_seconds_count\{method="GET",route="\/connexion",status="200"\} 1/,
  );
  expect(text).toMatch(/gateway_password_checks_waiting 3/);
  expect(text).toContain('nodejs_eventloop_lag_seconds');
  expect((await supertest(site.app).get('/metrics').set('X-Forwarded-For', '203.0.113.9')).status).toBe(404);
});
