import bcrypt from 'bcrypt';
import { jest } from '@jest/globals';
import { PasswordHasher, type PasswordHasherOptions } from '../../../src/accounts/password.js';
import { isGatewayError } from '../../../src/errors.js';

const pepper = { id: '1', key: 'pepper-for-tests-only-1' };
const options: PasswordHasherOptions = { cost: 4, pepper, formerPeppers: [], queueLimit: 50, cores: 2 };
const hasher = new PasswordHasher(options);
const refusal = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('A password hash', () => {
  it('is bcrypt behind the name of its pepper, and never twice the same', async () => {
    const hashes = await Promise.all([hasher.hash('Soleil-2026!'), hasher.hash('Soleil-2026!')]);
    for (const hash of hashes) expect(hash).toMatch(/^p1\$2b\$04\$[./A-Za-z0-9]{53}$/);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('verifies its own password and no other', async () => {
    const hash = await hasher.hash('Soleil-2026!');
    expect(await hasher.verify(hash, 'Soleil-2026!')).toEqual({ ok: true, rehash: false });
    expect(await hasher.verify(hash, 'soleil-2026!')).toEqual({ ok: false, rehash: false });
  });

  it('L03 takes every octet into account, past the 72 of bcrypt and past NUL', async () => {
    const long = 'é'.repeat(36);
    const hash = await hasher.hash(long);
    expect((await hasher.verify(hash, `${long}junk`)).ok).toBe(false);
    const withNul = await hasher.hash('abc\0def');
    expect((await hasher.verify(withNul, 'abc\0deg')).ok).toBe(false);
    expect((await hasher.verify(withNul, 'abc')).ok).toBe(false);
    expect((await hasher.verify(withNul, 'abc\0def')).ok).toBe(true);
  });

  it('L03 accepts the same text composed otherwise (a telephone sends NFD)', async () => {
    const hash = await hasher.hash('Élève-été-2026');
    expect((await hasher.verify(hash, 'Élève-été-2026'.normalize('NFD'))).ok).toBe(true);
  });

  it.each(['', 'x'.repeat(257), 'x'.repeat(10_000), undefined, { $ne: null }])(
    'L03 refuses %p before any work',
    async (password) => {
      expect(isGatewayError(await refusal(hasher.hash(password as string)), 'fields_missing')).toBe(true);
      const verified = refusal(hasher.verify(undefined, password as string));
      expect(isGatewayError(await verified, 'fields_missing')).toBe(true);
    },
  );

  it('is made anew when cost or pepper changed, former peppers being accepted', async () => {
    const hash = await hasher.hash('Soleil-2026!');
    const costlier = new PasswordHasher({ ...options, cost: 5 });
    expect(await costlier.verify(hash, 'Soleil-2026!')).toEqual({ ok: true, rehash: true });
    const next = { id: '2', key: 'pepper-for-tests-only-2' };
    const rotated = new PasswordHasher({ ...options, pepper: next, formerPeppers: [pepper] });
    expect(await rotated.verify(hash, 'Soleil-2026!')).toEqual({ ok: true, rehash: true });
    const forgotten = new PasswordHasher({ ...options, pepper: next });
    expect(await forgotten.verify(hash, 'Soleil-2026!')).toEqual({ ok: false, rehash: false });
  });

  it.each(['$2y$', '$2a$', '$2b$'])(
    'L13 of the legacy form %s is accepted, to be made anew',
    async (prefix) => {
      const inherited = (await bcrypt.hash('Soleil-2026!', 4)).replace('$2b$', prefix);
      expect(await hasher.verify(inherited, 'Soleil-2026!')).toEqual({ ok: true, rehash: true });
      expect((await hasher.verify(inherited, 'Lune')).ok).toBe(false);
    },
  );

  it('bcrypt #1224: with anything behind it is not a hash', async () => {
    const hash = await hasher.hash('Soleil-2026!');
    expect((await hasher.verify(`${hash}\0x`, 'Soleil-2026!')).ok).toBe(false);
  });
});

describe('The work of a refusal', () => {
  /** The rounds of every compare of one verification: 2^cost each. */
  async function rounds(hash: string | undefined, cost: number): Promise<number> {
    const spy = jest.spyOn(bcrypt, 'compare');
    await new PasswordHasher({ ...options, cost }).verify(hash, 'wrong');
    const total = spy.mock.calls.reduce(
      (sum, [, compared]) => sum + 2 ** Number(String(compared).slice(4, 6)),
      0,
    );
    spy.mockRestore();
    return total;
  }

  it('L02 is the same without a hash, with a broken one, and with one of any lower cost', async () => {
    const cheap = await hasher.hash('right');
    const legacy = (await bcrypt.hash('right', 5)).replace('$2b$', '$2y$');
    for (const hash of [undefined, '', 'broken', 'p9$2b$04$x', cheap, legacy]) {
      expect(await rounds(hash, 7)).toBe(2 ** 7);
    }
  });
});

describe('A rush', () => {
  it('L09 runs as many checks at once as there are cores, lets some wait, and refuses the rest at once', async () => {
    const small = new PasswordHasher({ ...options, cores: 2, queueLimit: 3 });
    const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => small.verify(undefined, 'x')));
    expect(outcomes.map(({ status }) => status).filter((status) => status === 'fulfilled')).toHaveLength(5);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(isGatewayError(outcome.reason, 'busy')).toBe(true);
    }
    expect((await small.verify(undefined, 'x')).ok).toBe(false);
  });
});
