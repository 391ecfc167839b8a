import { isHttpUrl, withoutBreaks } from '../../src/http-url.js';

test.each(['https://example.org', 'HTTP://a.b/c', 'https://é.fr/ç', 'https://a\n.b', 'https://[::1]:80/'])(
  '%j is an address',
  (text) => {
    expect(isHttpUrl(text)).toBe(true);
  },
);

test.each([
  '',
  'example.org',
  'http:a.b',
  'https:/a.b',
  'https://',
  'ht\ntps://a.b',
  ' https://a.b',
  'ftp://a.b',
])('%j is none', (text) => {
  expect(isHttpUrl(text)).toBe(false);
});

test('an address with letters beyond ASCII stays one, however often it is asked', () => {
  const answers = new Set(Array.from({ length: 30_000 }, () => isHttpUrl('https://é.fr')));
  expect([...answers]).toEqual([true]);
});

test('tabs and line breaks are dropped', () => {
  expect(withoutBreaks('https://a\r\n.b/\tc')).toBe('https://a.b/c');
});
