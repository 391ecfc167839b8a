import fc from 'fast-check';
import { load } from 'cheerio';
import { hiddenFields, TestBrowser } from './support/browser.js';
import { createTestSite } from './support/test-site.js';

const name = fc.constantFrom(
  ...[
    'csrf_token',
    'j_username',
    'j_password',
    'suite',
    'profil',
    'retour',
    'lang',
    '__proto__',
    'constructor',
    'a[b]',
  ],
);
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('eleve', '%', '%ff', '//evil.example', '{{x}}', '\u0000', '[object Object]', '-1'),
);

/** Lone surrogates cannot be sent: they become U+FFFD, as in a browser. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

test('whatever is posted or asked, /connexion answers with a page and never with a fault', async () => {
  const site = createTestSite({ perMinute: 100_000 });
  const browser = new TestBrowser(site.app);
  const { csrf_token: token = '' } = hiddenFields(load((await browser.get('/connexion')).text));
  const pairs = fc.array(fc.tuple(name, value), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(pairs, fc.boolean(), fc.boolean(), async (fields, encoded, withToken) => {
      const write = encoded ? encodeURIComponent : (text: string) => text.replace(/[\r\n]/g, '');
      const body = fields.map(([key, text]) => `${write(key)}=${write(wellFormed(text))}`).join('&');
      const posted = await browser.post('/connexion', withToken ? `csrf_token=${token}&${body}` : body);
      expect([400, 401, 403, 413]).toContain(posted.status);
      const asked = await browser.get(`/connexion?${encodeURI(wellFormed(body)).replace(/#/g, '')}`);
      expect([200, 400]).toContain(asked.status);
      for (const { text } of [posted, asked]) expect(text).toMatch(/^<!doctype html>/);
    }),
    { numRuns: 150, seed: 11 },
  );
  expect(site.logLines.filter((line) => line.includes('"code":"internal"'))).toEqual([]);
}, 60_000);
