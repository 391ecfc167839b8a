import fc from 'fast-check';
import { readDate } from '../../../src/pages/activation/read-date.js';

test('every day that there is, with or without zeros and blanks', () => {
  const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(day, fc.boolean(), fc.constantFrom('', ' '), (date, short, blank) => {
      const iso = date.toISOString().slice(0, 10);
      const [year = '', month = '', of = ''] = iso.split('-');
      const part = (text: string): string => `${blank}${short ? String(Number(text)) : text}${blank}`;
      expect(readDate(part(of), part(month), year)).toBe(iso);
    }),
  );
});

test('what is read is a day of the calendar, whatever is typed', () => {
  const part = fc.oneof(fc.string({ maxLength: 5 }), fc.integer({ min: -5, max: 9999 }).map(String));
  fc.assert(
    fc.property(part, part, part, (day, month, year) => {
      const read = readDate(day, month, year);
      if (read !== undefined) expect(new Date(`${read}T00:00:00Z`).toISOString().slice(0, 10)).toBe(read);
    }),
  );
});

test.each([
  ['30', '2', '2012'],
  ['29', '2', '2013'],
  ['31', '4', '2012'],
  ['0', '1', '2012'],
  ['1', '13', '2012'],
  ['1', '1', '12'],
  ['', '', ''],
  ['1.5', '1', '2012'],
])('no such day: %s %s %s', (day, month, year) => {
  expect(readDate(day, month, year)).toBeUndefined();
});
