import { isCommonPassword } from '../../../src/accounts/common-passwords.js';
import { passwordFaults, policyFor, type PasswordFault } from '../../../src/accounts/password-policy.js';
import { account } from './memory-accounts.js';

const person = { sn: 'D’Angelo', givenName: 'Chloé', birthDate: '2012-03-14', schools: [], childIds: [] };
const chloe = account({ identifier: 'c.dangelo', person });
const usual = policyFor({ kind: 'pupil', person }, true);
const faults = (password: string, policy = usual): PasswordFault[] => passwordFaults(password, chloe, policy);
const school = (degree: 1 | 2) => ({ uai: '9990001X', degree });

test.each<[string, PasswordFault[]]>([
  ['Trois-Girafes-7', []],
  ['Été à la mer 7', []],
  ['soleil12', ['length', 'upper', 'special']],
  ['', ['length', 'lower', 'upper', 'digit', 'special']],
  ['TROIS-GIRAFES', ['lower', 'digit']],
  ['Trois Girafes', ['digit']],
  ['Troisgirafes7', ['special']],
  [`Aa1-${'x'.repeat(124)}`, []],
  [`Aa1-${'x'.repeat(125)}`, ['too-long']],
  ['Chloe-Girafe-7', ['personal']],
  ['7-girafes-DANGELO', ['personal']],
  ['Girafe-14-03-2012', ['personal']],
  ['Girafe-20120314', ['personal']],
  ['Girafes-140312', ['personal']],
])('%j lacks %j', (password, expected) => {
  expect(faults(password)).toEqual(expected);
});

test('characters are counted as people see them, after NFKC', () => {
  expect(faults('Aa1-😀😀😀😀😀😀😀')).toEqual(['length']);
  expect(faults('Aa1-😀😀😀😀😀😀😀😀')).toEqual([]);
  expect(faults('Aa1-ﬁﬁﬁﬁ')).toEqual([]);
});

test('names of three letters or less are found in too many words to be refused', () => {
  const noe = account({ identifier: 'n.li', person: { ...person, sn: 'Li', givenName: 'Noé' } });
  expect(passwordFaults('Canoe-Lilas-7', noe, usual)).toEqual([]);
});

test('pupils of primary schools alone may have 8 characters of 3 kinds, when the setting says so', () => {
  expect(policyFor({ kind: 'pupil', person: { schools: [school(1)] } }, true)).toEqual({
    least: 8,
    classes: 3,
  });
  expect(policyFor({ kind: 'pupil', person: { schools: [school(1)] } }, false)).toEqual({
    least: 12,
    classes: 4,
  });
  expect(policyFor({ kind: 'pupil', person: { schools: [school(1), school(2)] } }, true)).toEqual({
    least: 12,
    classes: 4,
  });
  expect(policyFor({ kind: 'guardian', person: { schools: [school(1)] } }, true)).toEqual({
    least: 12,
    classes: 4,
  });
  const easy = policyFor({ kind: 'pupil', person: { schools: [school(1)] } }, true);
  expect(faults('Girafe77', easy)).toEqual([]);
  expect(faults('girafe77', easy)).toEqual(['classes']);
  expect(faults('Gir-af7', easy)).toEqual(['length']);
});

test('well-known passwords are known with digits and signs around, others are not', async () => {
  for (const common of ['password', 'Azertyuiop123!', 'BONJOUR2026!!', '123456789012', '**Dragon**']) {
    expect([common, await isCommonPassword(common)]).toEqual([common, true]);
  }
  for (const rare of ['Trois-Girafes-7-lunes', 'Xq7!vLm2#pRt', '!!!!----2222']) {
    expect([rare, await isCommonPassword(rare)]).toEqual([rare, false]);
  }
});
