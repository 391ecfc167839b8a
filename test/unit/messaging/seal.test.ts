import { createHash } from 'node:crypto';
import { SeededRandom } from '../../../src/random.js';
import { backOff } from '../../../src/messaging/back-off.js';
import { maskRecipient } from '../../../src/messaging/mask-recipient.js';
import { createSeal } from '../../../src/messaging/seal.js';

const sealOf = (secret: string) => {
  const key = (use: string) => createHash('sha256').update(`${secret} ${use}`).digest();
  return createSeal({ cipher: key('outbox'), hash: key('recipients') }, new SeededRandom(secret));
};

describe('the seal of the outbox', () => {
  const seal = sealOf('one');
  const content = { to: 'é@example.org', parameters: { code: '123456' } };

  test('opens for its own entry and key alone, and only unchanged', () => {
    const sealed = seal.close('a', content);
    expect(seal.open('a', sealed)).toEqual(content);
    expect(() => seal.open('b', sealed)).toThrow();
    expect(() => sealOf('two').open('a', sealed)).toThrow();
    const octets = Buffer.from(sealed, 'base64');
    octets[octets.length - 1]! ^= 1;
    expect(() => seal.open('a', octets.toString('base64'))).toThrow();
    expect(() => seal.open('a', octets.subarray(0, 20).toString('base64'))).toThrow();
    expect(seal.close('a', content)).not.toBe(sealed);
  });

  test('hashes recipients by a key', () => {
    expect(seal.hash('+33612345678')).toBe(seal.hash('+33612345678'));
    expect(seal.hash('+33612345678')).not.toBe(sealOf('two').hash('+33612345678'));
  });
});

test.each([
  ['mail', 'noe.exemple@example.org', 'n…@e….org'],
  ['mail', 'x@localhost', 'x…@l…'],
  ['sms', '+33612345678', '+33 … 78'],
] as const)('a recipient of %s is masked: %s', (channel, recipient, masked) => {
  expect(maskRecipient(channel, recipient)).toBe(masked);
});

test('the waiting doubles from 10 s to an hour, half of it by chance', () => {
  const random = new SeededRandom('back-off');
  for (let tries = 1; tries <= 20; tries += 1) {
    const whole = Math.min(3_600_000, 10_000 * 2 ** (tries - 1));
    const waits = Array.from({ length: 50 }, () => backOff(tries, random));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(whole / 2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(whole);
    expect(new Set(waits).size).toBeGreaterThan(40);
  }
});
