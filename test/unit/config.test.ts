import { readFileSync } from 'node:fs';
import { settingsTable } from '../../src/cli/settings-command.js';
import { ConfigError, readConfig } from '../../src/config.js';
import { settings } from '../../src/settings/settings.js';

const faultsOf = (environment: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

const production = {
  NODE_ENV: 'production',
  BASE_URL: 'https://compte.example.org',
  MONGODB_URI: 'mongodb://db.example.org/passerelle',
  SESSION_SECRET: 'x'.repeat(32),
  PASSWORD_PEPPER: 'y'.repeat(32),
  INE_KEY: 'z'.repeat(32),
  TRUST_PROXY: '1',
};

test('nothing set: every default is valid by its own rule', () => {
  const config = readConfig({});
  expect(config.BASE_URL).toBe('http://127.0.0.1:8080');
  expect(config.MONGODB_URI).toBeUndefined();
  expect(config.RATE_LIMIT).toBe(true);
});

test('an empty value counts as not set', () => {
  expect(readConfig({ PORT: '', MONGODB_URI: '' }).PORT).toBe(8080);
});

test('all faults are listed at once, each with what the setting is', () => {
  const faults = faultsOf({ PORT: 'http', BCRYPT_COST: '3', LOG_LEVEL: 'loud' });
  expect(faults).toHaveLength(3);
  expect(faults.join('\n')).toMatch(/PORT: .*TCP port[\s\S]*LOG_LEVEL[\s\S]*BCRYPT_COST: .*log2/);
});

test('what production refuses is listed with what is not understood, each setting once', () => {
  const faults = faultsOf({
    ...production,
    PORT: 'http',
    MONGODB_URI: 'db',
    RATE_LIMIT: 'off',
    BASE_URL: '',
  });
  expect(faults.map((fault) => fault.replace(/:.*/, ''))).toEqual([
    'PORT',
    'MONGODB_URI',
    'RATE_LIMIT',
    'BASE_URL',
  ]);
});

test('what is expected is said in plain words', () => {
  const blank = Object.keys(settings).map((name) => [name, '\u0020']);
  const long = Object.keys(settings).map((name) => [name, '\u0020,'.repeat(5000)]);
  const faults = [blank, long].flatMap((given) => faultsOf(Object.fromEntries(given) as NodeJS.ProcessEnv));
  expect(faults.length).toBeGreaterThan(Object.keys(settings).length);
  for (const fault of faults) expect(fault).toMatch(/^[A-Z_]+: must [^^]*\.$/);
  expect(faults.join()).not.toMatch(/expected|received|invalid|NaN|undefined/i);
});

test.each([
  ['0.0.0.0', 'http://localhost:8080'],
  ['::', 'http://localhost:8080'],
  ['::1', 'http://[::1]:8080'],
])('HOST=%s is announced as %s', (HOST, expected) => {
  expect(readConfig({ HOST }).BASE_URL).toBe(expected);
});

test.each([
  'https://compte.example.org/',
  ' https://compte.example.org//',
  'https://compte.exa\tmple.org/\n/',
])('blanks and final slashes of BASE_URL are dropped: %j', (BASE_URL) => {
  expect(readConfig({ BASE_URL }).BASE_URL).toBe('https://compte.example.org');
});

test.each([
  ['BASE_URL', 'http:compte.example.org', 'must be an address that begins with https:// or http://'],
  ['BASE_URL', 'https://compte.example.org/sso', 'must be an address without user, path, ? or #'],
  ['BASE_URL', 'https://compte.example.org?', 'must be an address without user, path, ? or #'],
  ['SUPPORT_MAIL', "aide'@example.org", 'must be an e-mail address'],
  ['SUPPORT_MAIL', ' aide@example.org', 'must be an e-mail address'],
  ['PORT', '+1', 'must be a whole number from 0 to 65535'],
  ['RATE_LIMIT', 'ON', 'must be on or off'],
  ['SERVICE_NAME', ' ', 'must not be blank'],
  ['SERVICE_NAME', 'é'.repeat(61), 'must have at most 60 characters'],
  ['SESSION_SECRET', '😀'.repeat(8), 'must have at least 16 characters'],
])('%s=%s: %s', (name, value, fault) => {
  const about = settings[name as keyof typeof settings].about;
  expect(faultsOf({ [name]: value })).toEqual([`${name}: ${fault}. ${about}`]);
});

test('a character beyond the first 65 536 counts once', () => {
  const SERVICE_NAME = '😀'.repeat(60);
  expect(readConfig({ SERVICE_NAME, PORT: ' 0080 ' })).toMatchObject({ SERVICE_NAME, PORT: 80 });
});

test.each(["'-_a.b+@x--y-.example.org", 'Aide@EXAMPLE.org'])('%s is taken as it is', (SUPPORT_MAIL) => {
  expect(readConfig({ SUPPORT_MAIL })).toMatchObject({ SUPPORT_MAIL });
});

test('a sound production configuration is accepted', () => {
  expect(faultsOf(production)).toEqual([]);
});

test.each([
  ['a sample secret', { SESSION_SECRET: 'change-me-change-me' }, /SESSION_SECRET: a sample secret/],
  ['a missing secret shared by processes', { PASSWORD_PEPPER: '' }, /PASSWORD_PEPPER: must be set/],
  ['RATE_LIMIT=off', { RATE_LIMIT: 'off' }, /RATE_LIMIT/],
  ['https without a proxy before it', { TRUST_PROXY: '0' }, /TRUST_PROXY/],
  ['plain http', { BASE_URL: 'http://compte.example.org' }, /BASE_URL/],
  ['no BASE_URL', { BASE_URL: '' }, /BASE_URL/],
  ['the embedded store unless allowed', { MONGODB_URI: '' }, /ALLOW_EMBEDDED_STORE=on/],
])('production refuses %s', (_name, change, message) => {
  expect(faultsOf({ ...production, ...change }).join('\n')).toMatch(message);
});

test('the embedded store can be allowed in production by name', () => {
  expect(faultsOf({ ...production, MONGODB_URI: '', ALLOW_EMBEDDED_STORE: 'on' })).toEqual([]);
});

test('each setting is told in one sentence', () => {
  for (const [name, { about }] of Object.entries(settings))
    expect([name, about]).toEqual([name, expect.stringMatching(/^[A-Za-z].*\.$/)]);
});

test('the table of the README is that of the code', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(settingsTable().join('\n'));
});
