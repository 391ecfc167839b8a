import fc from 'fast-check';
import {
  codeTries,
  endOfCode,
  isRightCode,
  newCode,
  readCode,
  sentCode,
} from '../../../src/accounts/one-time-code.js';
import { SeededRandom, systemRandom, type Random } from '../../../src/random.js';

const now = new Date('2026-11-26T09:00:00Z');
const codeKey = Buffer.alloc(32, 7);
const sent = (code: string, journey = 'journey') => ({
  ...sentCode(code, journey, { codeKey, now }),
  accountId: 'guardian',
});

test('a code has six digits, zeros in front among them, and a draw that would favour some is taken again', () => {
  const drawn = (...numbers: number[]): Random => ({
    bytes: () => {
      const octets = Buffer.alloc(4);
      octets.writeUInt32BE(numbers.shift() ?? 0);
      return octets;
    },
  });
  expect(newCode(drawn(7))).toBe('000007');
  expect(newCode(drawn(123_456_789))).toBe('456789');
  expect(newCode(drawn(2 ** 32 - 1, 2 ** 32 - 967_296, 42))).toBe('000042');
  expect(new Set(Array.from({ length: 50 }, () => newCode(systemRandom))).size).toBeGreaterThan(45);
});

test('R02 the code of one journey is wrong in another, and under another key', () => {
  const code = newCode(new SeededRandom('codes'));
  expect(isRightCode(sent(code), code, 'journey', { codeKey })).toBe(true);
  expect(isRightCode(sent(code), code, 'other', { codeKey })).toBe(false);
  expect(isRightCode(sent(code), code, 'journey', { codeKey: Buffer.alloc(32, 8) })).toBe(false);
  expect(JSON.stringify(sent(code))).not.toContain(code);
});

test('R01 a code that nobody was sent is right for nobody', () => {
  const unsent = sentCode('123456', 'journey', { codeKey, now });
  expect(isRightCode(unsent, '123456', 'journey', { codeKey })).toBe(false);
});

test('R02 a code ends after ten minutes to the second, and after three answers', () => {
  const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
  expect([endOfCode(sent('1'), at(599)), endOfCode(sent('1'), at(600))]).toEqual([undefined, 'expired']);
  const answered = (answers: number) => endOfCode({ ...sent('1'), answers }, now);
  expect([answered(codeTries - 1), answered(codeTries)]).toEqual([undefined, 'used-up']);
});

test('six digits are read however they are grouped', () => {
  const between = fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u202f', '  ', '–');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), between), { minLength: 6, maxLength: 6 }),
      (parts) => {
        const typed = parts.map(([digit, blank]) => `${digit}${blank}`).join('');
        expect(readCode(typed)).toBe(parts.map(([digit]) => digit).join(''));
      },
    ),
  );
  expect(readCode('１２３ ４５６')).toBe('123456');
});

test('anything else is no code, whatever its length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: 'binary' }), (typed) => {
      const read = readCode(typed);
      expect(read === undefined || /^[0-9]{6}$/.test(read)).toBe(true);
    }),
  );
  for (const typed of ['', '12345', '1234567', '12345a', '+123456', '1'.repeat(10_000), '١٢٣٤٥٦'])
    expect(readCode(typed)).toBeUndefined();
});
