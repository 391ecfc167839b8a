import { load } from 'cheerio';
import { factsOf, languages, type Language } from '../../../src/languages.js';
import {
  mailTemplates,
  readParameters,
  smsTemplates,
  type Parameters,
} from '../../../src/messaging/message-catalogue.js';
import { countSmsParts } from '../../../src/messaging/sms-text.js';
import { createMessageWriter } from '../../../src/messaging/write-message.js';
import { loadTranslations } from '../../../src/web/translations.js';

const texts = {
  ...{ SERVICE_NAME: 'ÉcoleClé', SERVICE_OPERATOR: 'Académie d’essai' },
  SUPPORT_MAIL: 'aide@example.org',
};
const writerIn = (TIME_ZONE: string) =>
  createMessageWriter(loadTranslations({ ...texts, TIME_ZONE }), TIME_ZONE);
const writer = writerIn('Europe/Paris');
const samples: Parameters = {
  givenName: 'Zoé <b>&',
  schoolName: 'Collège « L’Été » & Cie',
  link: 'https://compte.example.org/c?a=1&b=2',
  identifier: 'z.exemple2',
  people: 'Zoé d’Exemple : z.exemple2 ; Ali Exemple : a.exemple',
  at: '2026-11-26T10:05:00.000Z',
  code: '012345',
};
const expiresAt = new Date('2026-11-29T10:00:00Z');
const parametersOf = (schema: { entries: object }): Parameters =>
  Object.fromEntries(Object.keys(schema.entries).map((name) => [name, samples[name] ?? '']));
/** 26 November, 11:05 in Paris, in each language. */
const written: Readonly<Record<Language, string>> = {
  fr: '26 novembre 2026 à 11:05',
  en: '26 November 2026 at 11:05',
  pt: '26 de novembro de 2026 às 11:05',
  es: '26 de noviembre de 2026 a las 11:05',
  ar: '26 نوفمبر 2026 في 11:05',
  tr: '26 Kasım 2026 11:05',
};
/** What a parameter looks like once written. */
const shown = (language: Language): Record<string, string> => ({ ...samples, at: written[language] });

const mails = languages.flatMap((language) =>
  Object.entries(mailTemplates).map(([template, schema]) => ({ template, language, schema })),
);
const shortTexts = languages.flatMap((language) =>
  Object.entries(smsTemplates).map(([template, schema]) => ({ template, language, schema })),
);

test.each(mails)('$template in $language says each parameter, the same in text and in HTML', (one) => {
  const { template, language, schema } = one;
  const parameters = parametersOf(schema);
  const { subject, text, html } = writer.writeMail({ template, language, parameters, expiresAt });
  expect(subject).toMatch(/^[\p{Lu}\p{Lo}][^{}\n]{5,70}$/u);
  const document = load(html);
  const seen = document('body').text().replaceAll(/\s+/g, ' ').trim();
  for (const name of Object.keys(parameters)) {
    expect(text).toContain(shown(language)[name]);
    expect(seen).toContain(shown(language)[name]);
  }
  expect(document('b, script').length).toBe(0);
  expect(document('html').attr('lang')).toBe(language);
  expect(
    document('html, body > div')
      .toArray()
      .map((each) => each.attribs['dir']),
  ).toEqual(Array(2).fill(factsOf(language).direction));
  expect(text.concat(seen)).not.toMatch(/\{\{|\}\}|&(amp|lt|quot|#)|undefined|\[object|mails\./);
  expect(text).toContain('ÉcoleClé');
  for (const paragraph of text.split(/\n+/).filter((line) => line !== '-- ')) {
    expect(seen).toContain(paragraph.replaceAll(/\s+/g, ' ').trim());
  }
  if (parameters['link'] === undefined) expect(document('a').length).toBe(0);
  else {
    expect(document('a').attr('href')).toBe(parameters['link']);
    expect(text).toContain(written[language].replace('26', '29').replace('11:05', '11:00'));
  }
});

test.each(languages)('in %s times are those of the schools, whose place is named', (language) => {
  const zones = { 'Indian/Reunion': '14:05', 'Pacific/Noumea': '21:05', 'Pacific/Wallis': '22:05' };
  const names = Object.entries(zones).map(([zone, time]) => {
    const content = { template: 'password-changed', language, parameters: samples, expiresAt };
    const { text } = writerIn(zone).writeMail(content);
    expect(text).toContain(written[language].replace('11:05', time));
    return /\(([^()]+)\)/.exec(text)?.[1];
  });
  expect(new Set([...names, undefined]).size).toBe(4);
});

test('a zone that is not that of an academy is named as ICU names it', () => {
  const content = { template: 'password-changed', language: 'en', parameters: samples, expiresAt } as const;
  expect(writer.writeMail(content).text).toContain('(Paris time)');
  expect(writerIn('Indian/Mayotte').writeMail(content).text).toContain('(Mayotte time)');
  expect(writerIn('Indian/Mauritius').writeMail(content).text).toContain('(Mauritius Time)');
});

test.each(shortTexts)(
  '$template in $language is one SMS, two at most in Arabic',
  ({ template, language, schema }) => {
    const content = { template, language, parameters: parametersOf(schema), expiresAt };
    const text = writer.writeSms(content, new Date('2026-11-29T09:50:00Z'));
    for (const name of Object.keys(schema.entries)) expect(text).toContain(samples[name]);
    expect(text).not.toMatch(/\{|\}|undefined|sms\./);
    if (template === 'sms-code') expect(text).toMatch(/\b10\b/);
    expect(text).not.toMatch(/[\u2066-\u2069]/);
    expect([text, countSmsParts(text) <= (language === 'ar' ? 2 : 1)]).toEqual([text, true]);
  },
);

test.each(Object.entries({ ...mailTemplates, ...smsTemplates }))(
  '%s refuses a parameter that is missing, empty, unknown or of another form',
  (template, schema) => {
    const whole = parametersOf(schema);
    expect(readParameters(template, whole)).toEqual(whole);
    for (const name of Object.keys(whole)) {
      for (const value of [undefined, '', ' \r\n ', 5, { $ne: null }, 'x'.repeat(2000)]) {
        expect(() => readParameters(template, { ...whole, [name]: value })).toThrow(
          new RegExp(`^Message ${template}: ${name}: `),
        );
      }
    }
    expect(() => readParameters(template, { ...whole, more: 'x' })).toThrow(/more/);
  },
);

test.each([
  [
    { link: 5, at: null },
    [
      'givenName: Invalid input: expected string, received undefined',
      'link: Invalid input: expected string, received number',
      ': Unrecognized key: "at"',
    ],
  ],
  [
    { givenName: [], link: new Date(0), a: '', b: '' },
    [
      'givenName: Invalid input: expected string, received array',
      'link: Invalid input: expected string, received Date',
      ': Unrecognized keys: "a", "b"',
    ],
  ],
  [
    { givenName: '\n', link: 'x'.repeat(1001) },
    [
      'givenName: Too small: expected string to have >=1 characters',
      'link: Invalid URL',
      'link: Too big: expected string to have <=1000 characters',
    ],
  ],
  ['Zoé', [': Invalid input: expected object, received string']],
])('all that is wrong with %j is said at once', (parameters, faults) => {
  expect(() => readParameters('forgotten-password', parameters)).toThrow(
    new TypeError(`Message forgotten-password: ${faults.join('; ')}`),
  );
});

test.each([
  ['sms-code', { code: '１２３４５６' }, 'code: Invalid string: must match pattern /^\\d{6}$/'],
  ['password-changed', { givenName: 'Zoé', at: '2026-02-30T10:05:00Z' }, 'at: Invalid ISO datetime'],
  ['password-changed', { givenName: 'Zoé', at: '2026-11-26T10:05:00+01:00' }, 'at: Invalid ISO datetime'],
])('%s refuses %j', (template, parameters, fault) => {
  expect(() => readParameters(template, parameters)).toThrow(new TypeError(`Message ${template}: ${fault}`));
});

test('an unknown template is refused, whatever its name', () => {
  for (const name of ['none', '__proto__', 'constructor'])
    expect(() => readParameters(name, {})).toThrow(/no such template/);
});

test('A08 a line break in a name becomes a space; a name is never read as a template', () => {
  const parameters = readParameters('confirm-mail', {
    givenName: 'Zoé\r\nBcc: x {{service}} $t(sms.sms-code)',
    link: samples['link'],
  });
  const { text } = writer.writeMail({ template: 'confirm-mail', language: 'fr', parameters, expiresAt });
  expect(text).toContain('Bonjour Zoé Bcc: x {{service}} $t(sms.sms-code),');
});

test('a link is http or https', () => {
  for (const link of ['javascript:alert(1)', 'data:text/html,x', '/confirm'])
    expect(() => readParameters('forgotten-password', { givenName: 'Zoé', link })).toThrow(/link/);
});
