import { readMailAddress } from '../../src/mail-address.js';

test.each([
  [' Noe.Exemple@Example.ORG ', 'Noe.Exemple@example.org'],
  ['contact@école.fr', 'contact@xn--cole-9oa.fr'],
  ["o'brien+ent@example.org", "o'brien+ent@example.org"],
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
  'a b@example.org',
  'noe@example.org\r\nBcc: x@example.org',
  `${'a'.repeat(250)}@example.org`,
  '',
])('%j is no address', (typed) => {
  expect(readMailAddress(typed)).toBeUndefined();
});
