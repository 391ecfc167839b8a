import { importedMobile, mobileNumber } from '../../src/phone-number.js';

const codes = ['33', '262', '590', '594', '596', '508', '687', '689', '681'];

test.each([
  '06 12 34 56 78',
  '0612345678',
  '+33 6 12 34 56 78',
  '+33 (0)6 12 34 56 78',
  '0033612345678',
  '06.12.34.56.78',
])('R03 %s is one number', (text) => {
  expect(mobileNumber(text, codes)).toEqual({ number: '+33612345678' });
});

test.each([
  ['0692 12 34 56', '+262692123456'],
  ['+262 692 12 34 56', '+262692123456'],
  ['+33 692 12 34 56', '+262692123456'],
  ['0690 12 34 56', '+590690123456'],
  ['0694 20 12 34', '+594694201234'],
  ['0696 20 12 34', '+596696201234'],
  ['+687 75 12 34', '+687751234'],
])('an overseas mobile: %s', (text, number) => {
  expect(mobileNumber(text, codes)).toEqual({ number });
});

test.each([
  ['01 44 55 66 77', 'number-not-mobile'],
  ['0899 12 34 56', 'number-not-mobile'],
  ['0800 12 34 56', 'number-not-mobile'],
  ['+44 7400 123456', 'number-country'],
  ['+882 13 300 655', 'number-country'],
  ['+1 900 555 0199', 'number-country'],
  ['3630', 'number-invalid'],
  ['06 12', 'number-invalid'],
  ['', 'number-invalid'],
  ['0612345678;ext=5', 'number-invalid'],
  ['0612345678 ou 0612345679 (la mère, puis le père de l’enfant)', 'number-invalid'],
])('R03 no SMS goes to %s', (text, fault) => {
  expect(mobileNumber(text, codes)).toEqual({ fault });
});

test('a territory that the settings leave out', () => {
  expect(mobileNumber('0692123456', ['33'])).toEqual({ fault: 'number-country' });
});

test.each([
  ['06 12 34 56 78', '+33612345678'],
  ['+33 (0)7 12 34 56 78', '+33712345678'],
  ['0033612345678', '+33612345678'],
  ['0692123456', '+262692123456'],
  ['0639 02 34 56', '+262639023456'],
  ['+32 470 12 34 56', '+32470123456'],
  ['01 44 55 66 77', undefined],
  ['0262 20 12 34', undefined],
  ['0612345678 ou 0612345679', undefined],
  ['06 12', undefined],
  ['', undefined],
])('of the records of a school, %s is the mobile %s', (text, mobile) => {
  expect(importedMobile(text)).toBe(mobile);
});
