import { countSmsParts, writeForSms } from '../../../src/messaging/sms-text.js';

test('French in the letters of SMS: accents that GSM-7 has stay, others lose theirs', () => {
  expect(writeForSms('« Clé » : l’élève à Noël a reçu 1\u202f000 œufs… où ?')).toBe(
    '"Clé" : l\'élève à Noel a recu 1 000 oeufs... où ?'.replace('"Clé"', '" Clé "'),
  );
  expect(writeForSms('e\u0301')).toBe('é');
});

test('letters without a likeness stay', () => {
  expect(writeForSms('رمز 123 😀 ω')).toBe('رمز 123 😀 ω');
});

test.each([
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  [`${'a'.repeat(158)}€`, 1],
  [`${'a'.repeat(159)}€`, 2],
  ['ê'.repeat(70), 1],
  ['ê'.repeat(71), 2],
  ['ê'.repeat(134), 2],
  ['ê'.repeat(135), 3],
  ['😀'.repeat(35), 1],
  ['😀'.repeat(36), 2],
  ['', 1],
])('%.4s… is billed as its alphabet says', (text, parts) => {
  expect(countSmsParts(text)).toBe(parts);
});
