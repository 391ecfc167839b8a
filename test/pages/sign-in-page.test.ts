import { load } from 'cheerio';
import supertest from 'supertest';
import type { ErrorCode } from '../../src/errors.js';
import { hiddenFields, TestBrowser } from './support/browser.js';
import { createTestSite, entEntityId, waitingSuite } from './support/test-site.js';

describe('the page', () => {
  test('offers the profiles, the fields and the ways out, and works without scripts', async () => {
    const { app } = createTestSite();
    const page = load((await supertest(app).get('/connexion')).text);
    expect(page('html').attr('lang')).toBe('fr');
    expect(page('#box-title').text()).toBe('J’utilise mes identifiants ÉcoleClé');
    expect(page('.profiles a[aria-current]')).toHaveLength(0);
    expect(page('label[for=j_username]').text()).toBe('Identifiant');
    expect(page('#j_username').attr('autocomplete')).toBe('username');
    expect(page('#j_username').attr('autocapitalize')).toBe('none');
    expect(page('#j_password').attr('autocomplete')).toBe('current-password');
    expect(page('#j_password').attr('type')).toBe('password');
    expect(page('a[href="/identifiant-perdu"]').text()).toBe('Identifiant perdu');
    expect(page('a[href="/mot-de-passe-perdu"]').text()).toBe('Mot de passe perdu');
    expect(page('form[action="/sso/cancel"]')).toHaveLength(0);
  });

  test('keeps the waiting request and the way back when a profile or a language is chosen', async () => {
    const { app } = createTestSite();
    const answer = await supertest(app).get(
      `/connexion?suite=${waitingSuite}&profil=responsable&retour=/aide`,
    );
    const page = load(answer.text);
    expect(page('.profiles a[aria-current=true]').text()).toContain('Responsable d’élève');
    const hrefs = page('.profiles a, a.language')
      .toArray()
      .map((link) => page(link).attr('href') ?? '');
    expect(hrefs).toHaveLength(7);
    for (const href of hrefs) {
      const query = new URL(href, 'http://gateway.test').searchParams;
      expect([query.get('suite'), query.get('retour')]).toEqual([waitingSuite, '/aide']);
    }
    expect(hiddenFields(page)).toMatchObject({ suite: waitingSuite, profil: 'responsable', retour: '/aide' });
  });

  test('names the portal that asked, and can be left for it', async () => {
    const { app } = createTestSite();
    const answer = await supertest(app).get(`/connexion?suite=${waitingSuite}&lang=en`);
    const page = load(answer.text);
    expect(page('.portal').text()).toContain('Trial portal');
    expect(page('form[action="/sso/cancel"] button').text()).toBe('Cancel and return to Trial portal');
    expect(page('form[action="/sso/cancel"] input[name=suite]').attr('value')).toBe(waitingSuite);
    expect(page('form[action="/sso/cancel"] input[name=csrf_token]').attr('value')).toBe(
      hiddenFields(page).csrf_token,
    );
  });

  test('P16: a request of another browser is not shown', async () => {
    const { app } = createTestSite();
    await new TestBrowser(app).get(`/connexion?suite=${waitingSuite}`);
    const stranger = await new TestBrowser(app).get(`/connexion?suite=${waitingSuite}`);
    expect(stranger.status).toBe(400);
    expect(stranger.text).toContain('transaction_unknown');
    expect(stranger.text).not.toContain('ENT d’essai');
  });
});

describe('signing in', () => {
  test('leads to the services, to the waiting request, or to the page asked for', async () => {
    const { app, attempts } = createTestSite();
    const plain = await new TestBrowser(app).signIn('n.exemple', 'right-password');
    expect([plain.status, plain.headers.location]).toEqual([303, '/']);
    const portal = `/connexion?suite=${waitingSuite}&profil=eleve`;
    const waited = await new TestBrowser(app).signIn('n.exemple', 'right-password', portal);
    expect([waited.status, waited.text]).toEqual([200, `answer to ${entEntityId}`]);
    const asked = await new TestBrowser(app).signIn('n.exemple', 'right-password', '/connexion?retour=/aide');
    expect(asked.headers.location).toBe('/aide');
    expect(attempts.map((attempt) => attempt.profile)).toEqual([undefined, 'pupil', undefined]);
  });

  test('L07: a foreign way back leads home', async () => {
    const { app } = createTestSite();
    const browser = new TestBrowser(app);
    const page = load((await browser.get('/connexion?retour=//evil.example')).text);
    expect(hiddenFields(page).retour).toBeUndefined();
    const form = {
      ...hiddenFields(page),
      retour: '/..//evil.example',
      j_username: 'n.exemple',
      j_password: 'right-password',
    };
    expect((await browser.post('/connexion', form)).headers.location).toBe('/');
  });

  test('someone signed in is not asked again, except by a portal', async () => {
    const { app } = createTestSite();
    const browser = new TestBrowser(app);
    await browser.signIn('n.exemple', 'right-password');
    expect((await browser.get('/connexion')).headers.location).toBe('/');
    expect((await browser.get(`/connexion?suite=${waitingSuite}`)).status).toBe(200);
  });

  test('a wrong password: 401, tied to the fields, identifier kept, password never echoed', async () => {
    const { app } = createTestSite();
    const answer = await new TestBrowser(app).signIn('n.exemple', 'wrong-secret', '/connexion?profil=eleve');
    const page = load(answer.text);
    expect(answer.status).toBe(401);
    expect(page('title').text()).toMatch(/^Erreur/);
    expect(page('.error-summary[role=alert][autofocus]').text()).toContain(
      'L’identifiant ou le mot de passe est incorrect',
    );
    expect(page('#j_username').attr('value')).toBe('n.exemple');
    for (const field of ['#j_username', '#j_password']) {
      expect(page(field).attr('aria-invalid')).toBe('true');
      const described = (page(field).attr('aria-describedby') ?? '').split(' ').pop();
      expect(page(`#${described}`).text()).toBe('Identifiant ou mot de passe incorrect.');
    }
    expect(answer.text).not.toContain('wrong-secret');
    expect(page('.profiles a[aria-current]').text()).toContain('Élève');
  });

  test('empty fields: 400, each named, without asking the accounts', async () => {
    const { app, attempts } = createTestSite();
    const answer = await new TestBrowser(app).signIn('', '');
    const page = load(answer.text);
    expect(answer.status).toBe(400);
    expect(
      page('.error-summary a')
        .toArray()
        .map((link) => page(link).attr('href')),
    ).toEqual(['#j_username', '#j_password']);
    expect(page('#password-error').text()).toBe('Saisissez votre mot de passe.');
    expect(attempts).toEqual([]);
  });

  test('the other profile, once the password was right, is chosen for the person (domain 5.5)', async () => {
    const { app } = createTestSite({ refusal: () => 'profile_guardian' });
    const answer = await new TestBrowser(app).signIn(
      'l.exemple',
      'right-password',
      '/connexion?profil=eleve',
    );
    const page = load(answer.text);
    expect(answer.status).toBe(401);
    expect(page('.error-summary').text()).toContain('compte Responsable d’élève');
    expect(page('.profiles a[aria-current]').text()).toContain('Responsable');
    expect(hiddenFields(page).profil).toBe('responsable');
  });

  const refusals: [ErrorCode, number, string | undefined][] = [
    ['account_not_usable', 403, undefined],
    ['too_many_tries', 429, '60'],
    ['busy', 503, '10'],
  ];
  test.each(refusals)('%s: status %i, Retry-After %s', async (code, status, retryAfter) => {
    const { app } = createTestSite({ refusal: () => code });
    const answer = await new TestBrowser(app).signIn('n.exemple', 'right-password');
    expect([answer.status, answer.headers['retry-after']]).toEqual([status, retryAfter]);
    expect(load(answer.text)('.error-summary li')).toHaveLength(1);
  });

  test('L04, L12: one address is slowed down, by its real hop', async () => {
    const { app, attempts } = createTestSite({ perMinute: 2, trustProxy: 1 });
    const browser = new TestBrowser(app);
    const page = load((await browser.get('/connexion')).text);
    const form = { ...hiddenFields(page), j_username: 'n.exemple', j_password: 'wrong' };
    const from = (chain: string) => browser.post('/connexion', form, { 'X-Forwarded-For': chain });
    expect((await from('1.1.1.1, 203.0.113.9')).status).toBe(401);
    expect((await from('2.2.2.2, 203.0.113.9')).status).toBe(401);
    const third = await from('3.3.3.3, 203.0.113.9');
    expect(third.status).toBe(429);
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    expect((await from('1.1.1.1, 203.0.113.10')).status).toBe(401);
    expect(attempts).toHaveLength(3);
  });
});

test('a class behind one address signs in with right passwords, one after the other or at once, whatever the limit', async () => {
  const { app } = createTestSite({ perMinute: 2 });
  const pupil = () => new TestBrowser(app).signIn('n.exemple', 'right-password');
  expect((await pupil()).status).toBe(303);
  const all = await Promise.all(Array.from({ length: 5 }, pupil));
  expect(all.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
});

test('L08: an account changed while its password was checked: no session stays', async () => {
  const { app } = createTestSite({ changedMeanwhile: true });
  const browser = new TestBrowser(app);
  expect((await browser.signIn('n.exemple', 'right-password')).status).toBe(401);
  expect((await browser.get('/')).headers.location).toBe('/connexion');
});

describe('hostile forms', () => {
  test('L01: JSON, lists and brackets: 400, the accounts are not asked', async () => {
    const { app, attempts } = createTestSite();
    const browser = new TestBrowser(app);
    const { csrf_token: token = '' } = hiddenFields(load((await browser.get('/connexion')).text));
    const cookie = `browser=${browser.cookies.get('browser')}`;
    const json = await supertest(app)
      .post('/connexion')
      .set('Cookie', cookie)
      .send({ csrf_token: token, j_username: { $ne: null }, j_password: { $ne: null } });
    expect(json.status).toBe(400);
    const twice = await browser.post(
      '/connexion',
      `csrf_token=${token}&j_username=a&j_username=b&j_password=c`,
    );
    expect(twice.status).toBe(400);
    const brackets = await browser.post(
      '/connexion',
      `csrf_token=${token}&j_username[$gt]=&j_password[$gt]=`,
    );
    expect(brackets.status).toBe(400);
    expect(attempts).toEqual([]);
  });

  test('names of an object’s prototype are plain fields', async () => {
    const { app, attempts } = createTestSite();
    const browser = new TestBrowser(app);
    const { csrf_token: token = '' } = hiddenFields(load((await browser.get('/connexion')).text));
    const body = `csrf_token=${token}&__proto__=x&constructor=y&__proto__[admin]=1&j_username=n.exemple&j_password=wrong`;
    expect((await browser.post('/connexion', body)).status).toBe(401);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    expect(attempts).toEqual([{ identifier: 'n.exemple', password: 'wrong' }]);
    expect(
      (await browser.get('/connexion?__proto__=x&profil=constructor&suite[a]=b&lang=__proto__')).status,
    ).toBe(200);
  });

  test('markup in what was typed stays text', async () => {
    const { app } = createTestSite();
    const typed = '"><script>alert(1)</script>{{csrfToken}}';
    const answer = await new TestBrowser(app).signIn(typed, 'x');
    expect(load(answer.text)('#j_username').attr('value')).toBe(typed);
    expect(answer.text).not.toContain('<script>alert');
  });

  test('a body too large or broken gets a page, not a stack trace', async () => {
    const { app } = createTestSite();
    const large = await new TestBrowser(app).post('/connexion', `j_username=${'a'.repeat(30_000)}`);
    expect(large.status).toBe(413);
    const charset = await supertest(app)
      .post('/connexion')
      .set('Content-Type', 'application/x-www-form-urlencoded; charset=x-odd')
      .send('a=b');
    expect(charset.status).toBe(400);
    const many = await new TestBrowser(app).post('/connexion', 'a=1&'.repeat(70));
    expect(many.status).toBe(413);
    for (const answer of [large, charset, many]) expect(answer.text).not.toMatch(/node_modules|at \w+ \(/);
  });
});
