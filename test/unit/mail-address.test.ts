import { readMailAddress } from '../../src/mail-address.js';

test.each([
  [' Noe.Exemple@Example.ORG ', 'Noe.Exemple@example.org'],
  ['contact@école.fr', 'contact@xn--cole-9oa.fr'],
  ["o'brien+ent@example.org", "o'brien+ent@example.org"],
  ["'-_a.b+@x--y-.example.org", "'-_a.b+@x--y-.example.org"],
  [`${'a'.repeat(242)}@example.org`, `${'a'.repeat(242)}@example.org`],
])('%s is read as %s', (typed, read) => {
  expect(readMailAddress(typed)).toBe(read);
});

test.each([
  'noe',
  '@example.org',
  'noe@',
  'noe@example',
  'noé@example.org',
  'a@b@example.org',
  "noe'@example.org",
  'noe.@example.org',
  '.noe@example.org',
  'n..oe@example.org',
  'noe@-example.org',
  'noe@example..org',
  'noe@example.org1',
  'noe@[192.0.2.1]',
  'a b@example.org',
  'noe@example.org\r\nBcc: x@example.org',
  `${'a'.repeat(243)}@example.org`,
  '',
])('%j is no address', (typed) => {
  expect(readMailAddress(typed)).toBeUndefined();
});
