import { ConfigError, readConfig } from '../../src/config.js';

const faultsOf = (environment: NodeJS.ProcessEnv): string => {
  try {
    readConfig(environment);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.join('\n');
    throw error;
  }
};
const sms = { SMS_URL: 'https://sms.example.org/send', SMS_BODY: '{"to":"{to}","text":"{text}"}' };
const host = { SMTP_HOST: 'smtp.example.org', SMTP_USER: 'u', SMTP_PASSWORD: 'p' };

test('what is sound is accepted', () => {
  expect(faultsOf({ ...sms, ...host, SMS_HEADERS: '{"api-key":"k"}' })).toBe('');
  expect(faultsOf({ SMS_METHOD: 'GET', SMS_URL: 'https://sms.example.org/?t={digits}&m={text}' })).toBe('');
  expect(faultsOf({ ...sms, SMS_FORMAT: 'form', SMS_BODY: 'to={to}&text={text}' })).toBe('');
  expect(readConfig({ SMS_HEADERS: '{"constructor":"k"}' }).SMS_HEADERS).toEqual({ constructor: 'k' });
  expect(readConfig({ SMS_COUNTRIES: '+33, +262' }).SMS_COUNTRIES).toEqual(['33', '262']);
});

test.each([
  ['SMTP_URL', { SMTP_URL: 'http://smtp.example.org' }],
  ['SMTP_URL', { SMTP_URL: 'smtp://u:100%@smtp.example.org' }],
  ['SMTP_HOST', { ...host, SMTP_URL: 'smtp://smtp.example.org' }],
  ['SMTP_USER', { ...host, SMTP_PASSWORD: '' }],
  ['SMTP_USER', { ...host, SMTP_HOST: '' }],
  ['SMTP_TLS', { SMTP_TLS: 'no' }],
  ['MAIL_FROM', { MAIL_FROM: 'a@example.org\r\nBcc: b@example.org' }],
  ['SMS_URL', { SMS_URL: 'https://sms.example.org/send' }],
  ['SMS_URL', { ...sms, SMS_BODY: '{"to":"{to}"}' }],
  ['SMS_BODY', { SMS_BODY: sms.SMS_BODY }],
  ['SMS_BODY', { ...sms, SMS_BODY: '{"to":{to},"text":"{text}"}' }],
  ['SMS_BODY', { ...sms, SMS_METHOD: 'GET' }],
  ['SMS_HEADERS', { ...sms, SMS_HEADERS: 'api-key: k' }],
  ['SMS_HEADERS', { ...sms, SMS_HEADERS: '{"bad name":"k"}' }],
  ['SMS_HEADERS', { ...sms, SMS_HEADERS: '["k"]' }],
  ['SMS_HEADERS', { ...sms, SMS_HEADERS: '{"constructor":1}' }],
  ['SMS_COUNTRIES', { SMS_COUNTRIES: '33' }],
])('%s is refused: %j', (name, environment) => {
  expect(faultsOf(environment)).toMatch(new RegExp(`^${name}: must [^\\n]*$`));
});

test('production refuses an SMS gateway in clear', () => {
  const clear = { ...sms, SMS_URL: 'http://sms.example.org/send' };
  expect(faultsOf(clear)).toBe('');
  expect(faultsOf({ ...clear, NODE_ENV: 'production' })).toMatch(/^SMS_URL: must begin with https:/m);
});
