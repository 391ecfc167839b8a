import { isAtLeast } from '../../../src/accounts/age.js';
import { dayIn } from '../../../src/calendar.js';

const at15 = (birthDate: string | undefined, instant: string, zone = 'Europe/Paris') =>
  isAtLeast(15, birthDate, dayIn(zone, new Date(instant)));

test('15 begins with the birthday, by the calendar of the schools', () => {
  expect(at15('2011-07-01', '2026-06-30T21:59:59Z')).toBe(false);
  expect(at15('2011-07-01', '2026-06-30T22:00:00Z')).toBe(true);
  expect(at15('2011-11-26', '2026-11-25T22:59:59Z')).toBe(false);
  expect(at15('2011-11-26', '2026-11-25T23:00:00Z')).toBe(true);
  expect(at15('2011-11-26', '2026-11-25T19:59:59Z', 'Indian/Reunion')).toBe(false);
  expect(at15('2011-11-26', '2026-11-25T20:00:00Z', 'Indian/Reunion')).toBe(true);
  expect(at15('2011-11-26', '2026-11-26T02:59:59Z', 'America/Cayenne')).toBe(false);
  expect(at15('2011-11-26', '2026-11-26T03:00:00Z', 'America/Cayenne')).toBe(true);
});

test('who was born on 29 February is 15 on 1 March', () => {
  expect(at15('2012-02-29', '2027-02-28T22:59:59Z')).toBe(false);
  expect(at15('2012-02-29', '2027-02-28T23:00:00Z')).toBe(true);
  expect(isAtLeast(16, '2012-02-29', '2028-02-29')).toBe(true);
});

test('an unknown birth date is no age', () => {
  expect(at15(undefined, '2026-11-26T12:00:00Z')).toBe(false);
  expect(at15('2011', '2026-11-26T12:00:00Z')).toBe(false);
});
