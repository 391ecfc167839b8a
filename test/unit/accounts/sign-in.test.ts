import bcrypt from 'bcrypt';
import { PasswordHasher } from '../../../src/accounts/password.js';
import type { Account } from '../../../src/accounts/ports.js';
import { createSignIn, type SignInAttempt, type SignInTools } from '../../../src/accounts/sign-in.js';
import { FrozenClock } from '../../../src/clock.js';
import { GatewayError } from '../../../src/errors.js';
import { account, MemoryAccounts } from './memory-accounts.js';

const options = { cost: 4, formerPeppers: [], queueLimit: 500, cores: 2 };
const hasher = new PasswordHasher({ ...options, pepper: { id: '1', key: 'pepper-for-tests-only-1' } });
const password = 'Soleil-2026!';
const lock = { after: 5, seconds: 60, triesPerDay: 25 };
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hasher.hash(password);
});

function setUp(...given: Partial<Account>[]) {
  const accounts = new MemoryAccounts(...given.map((partial) => account({ passwordHash, ...partial })));
  const clock = new FrozenClock('2026-09-01T08:00:00Z');
  const signIn = signInAndConfirm({ accounts, hasher, clock, lock });
  /** The code of the refusal, or `ok`. */
  const outcome = (attempt: Partial<SignInAttempt> = {}): Promise<string> =>
    signIn({ identifier: 'n.exemple', password, ...attempt }).then(
      () => 'ok',
      (error: unknown) => (error instanceof GatewayError ? error.code : String(error)),
    );
  return { accounts, clock, signIn, outcome };
}

/** A sign-in as the pages do it, the session aside. */
const signInAndConfirm = (tools: SignInTools) => async (attempt: SignInAttempt) => {
  const { subject, confirm } = await createSignIn(tools)(attempt);
  await confirm();
  return subject;
};

const wrong = { password: 'Lune-2026!' };

describe('Signing in', () => {
  it('gives the person to whom knows the password', async () => {
    const { signIn } = setUp({ mail: 'noe@example.org' });
    const subject = await signIn({ identifier: ' N.Exemple ', password, profile: 'pupil' });
    const { id, kind, identifier, frEduCtId, person, mail } = account({ mail: 'noe@example.org' });
    expect(subject).toEqual({ accountId: id, kind, identifier, frEduCtId, person, mail, children: [] });
  });

  it('names the children of a guardian in the order of the records, without those who left', async () => {
    const child = (id: string, state: Account['state'] = 'ACTIF') =>
      account({ id, identifier: id, state, person: { ...account().person, givenName: id } });
    const guardian = account({
      id: 'g',
      kind: 'guardian',
      identifier: 'g',
      passwordHash,
      person: { ...account().person, childIds: ['c2', 'gone', 'left', 'c1'] },
    });
    const { signIn } = setUp(guardian, child('c1'), child('c2'), child('left', 'SORTI'));
    const { children } = await signIn({ identifier: 'g', password });
    expect(children.map(({ givenName }) => givenName)).toEqual(['c2', 'c1']);
  });

  it.each([
    [{ identifier: '' }],
    [{ identifier: '   ' }],
    [{ identifier: 'x'.repeat(129) }],
    [{ identifier: { $ne: null } as never }],
    [{ identifier: ['a', 'b'] as never }],
    [{ password: '' }],
    [{ password: 'x'.repeat(257) }],
    [{ password: ['a'] as never }],
  ])('L01, L03 asks again for %j without reading anything', async (attempt) => {
    const { outcome, accounts } = setUp({});
    accounts.findByIdentifier = () => Promise.reject(new Error('was read'));
    expect(await outcome(attempt)).toBe('fields_missing');
  });

  it('L02 says the same to an unknown identifier, a wrong password and accounts without one', async () => {
    const { outcome } = setUp(
      {},
      { id: '2', identifier: 'new', state: 'NON_NOTIFIE', passwordHash: undefined as never },
    );
    expect(await outcome(wrong)).toBe('credentials_wrong');
    expect(await outcome({ identifier: 'nobody' })).toBe('credentials_wrong');
    expect(await outcome({ identifier: 'new' })).toBe('credentials_wrong');
  });

  it('tells profile and state only to whom knows the password', async () => {
    const { outcome } = setUp(
      {},
      { id: '2', identifier: 'g', kind: 'guardian' },
      { id: '3', identifier: 'v', state: 'VERROUILLE' },
    );
    expect(await outcome({ profile: 'guardian' })).toBe('profile_pupil');
    expect(await outcome({ identifier: 'g', profile: 'pupil' })).toBe('profile_guardian');
    expect(await outcome({ identifier: 'v' })).toBe('account_locked');
    for (const identifier of ['n.exemple', 'g', 'v']) {
      expect(await outcome({ identifier, ...wrong, profile: 'pupil' })).toBe('credentials_wrong');
    }
  });

  it('L13 replaces an inherited hash at the first sign-in', async () => {
    const inherited = (await bcrypt.hash(password, 4)).replace('$2b$', '$2y$');
    const { outcome, accounts } = setUp({ passwordHash: inherited });
    expect(await outcome()).toBe('ok');
    expect(accounts.accounts.get('account-1')?.passwordHash).toMatch(/^p1\$2b\$04\$/);
    expect(await outcome()).toBe('ok');
  });

  it.each([
    ['locked by the school', { state: 'VERROUILLE' as const }, 'account_locked'],
    [
      'locked by wrong passwords',
      { failures: { count: 5, windowCount: 5, lockedUntil: new Date('2026-09-01T08:01:00Z') } },
      'too_many_tries',
    ],
    ['removed', undefined, 'credentials_wrong'],
  ])('is refused when the account is %s while the session is made', async (_how, change, code) => {
    const { accounts, clock } = setUp({});
    const { confirm } = await createSignIn({ accounts, hasher, clock, lock })({
      identifier: 'n.exemple',
      password,
    });
    const [seen] = accounts.accounts.values();
    if (change === undefined) accounts.accounts.delete(seen!.id);
    else accounts.accounts.set(seen!.id, { ...seen!, ...change });
    await expect(confirm()).rejects.toMatchObject({ code });
  });
});

describe.each(['n.exemple', 'nobody'])('L04 the lock-out of %s', (identifier) => {
  const fail = { identifier, ...wrong };

  it('follows the table of domain 4.5', async () => {
    const { outcome, clock } = setUp({});
    for (let count = 1; count <= 5; count += 1) expect(await outcome(fail)).toBe('credentials_wrong');
    for (const seconds of [60, 120, 240]) {
      expect(await outcome(fail)).toBe('too_many_tries');
      clock.advance(seconds * 1000 - 1);
      expect(await outcome({ identifier })).toBe('too_many_tries');
      clock.advance(1);
      expect(await outcome(fail)).toBe('credentials_wrong');
    }
  });

  it('answers five guesses of fifty at once, and no more', async () => {
    const { outcome } = setUp({});
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcome(fail)));
    expect(outcomes.filter((code) => code === 'credentials_wrong')).toHaveLength(5);
    expect(outcomes.filter((code) => code === 'too_many_tries')).toHaveLength(45);
  });

  it('answers five of fifty on four processes together', async () => {
    const { accounts, clock } = setUp({});
    const processes = Array.from({ length: 4 }, () => createSignIn({ accounts, hasher, clock, lock }));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => processes[index % 4]!(fail)),
    );
    const codes = outcomes.map(
      (outcome) => outcome.status === 'rejected' && (outcome.reason as GatewayError).code,
    );
    expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(5);
  });

  it('never tells the right one among fifty guesses at once once five were wrong', async () => {
    const { accounts, clock } = setUp({});
    const slow = new PasswordHasher({ ...options, pepper: { id: '1', key: 'pepper-for-tests-only-1' } });
    const verify = slow.verify.bind(slow);
    slow.verify = async (hash, text) => {
      const verdict = await verify(hash, text);
      if (verdict.ok) await new Promise((later) => setTimeout(later, 100));
      return verdict;
    };
    const processes = Array.from({ length: 3 }, () =>
      signInAndConfirm({ accounts, hasher: slow, clock, lock }),
    );
    const right = processes.map((signIn) => signIn({ identifier, password, profile: 'guardian' }));
    const guesses = Array.from({ length: 30 }, (_, index) => processes[index % 3]!(fail));
    const codes = (await Promise.allSettled([...right, ...guesses])).map(
      (outcome) => outcome.status === 'rejected' && (outcome.reason as GatewayError).code,
    );
    expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(5);
    expect(new Set(codes)).toEqual(new Set(['credentials_wrong', 'too_many_tries']));
  });

  it('does not count tries that were turned away because the gateway was busy', async () => {
    const { accounts, clock } = setUp({});
    const full = new PasswordHasher({ ...options, queueLimit: 0, cores: 0, pepper: { id: '1', key: 'x' } });
    const busy = createSignIn({ accounts, hasher: full, clock, lock });
    for (let count = 0; count < 10; count += 1) {
      await expect(busy(fail)).rejects.toMatchObject({ code: 'busy' });
    }
    expect(await createSignIn({ accounts, hasher, clock, lock })(fail).catch((error) => error.code)).toBe(
      'credentials_wrong',
    );
  });
});

describe('The right password', () => {
  it('forgets wrong ones, also when profile or state refuse', async () => {
    const { outcome } = setUp({});
    for (const last of [{}, { profile: 'guardian' as const }]) {
      for (let count = 1; count <= 4; count += 1) await outcome(wrong);
      await outcome(last);
    }
    for (let count = 1; count <= 4; count += 1) await outcome(wrong);
    expect(await outcome()).toBe('ok');
  });

  it('is never locked out by itself: forty sign-ins of one account at once all succeed', async () => {
    const { outcome } = setUp({});
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => outcome()));
    expect(new Set(outcomes)).toEqual(new Set(['ok']));
  });

  it('does not help while the account is locked', async () => {
    const { outcome, clock } = setUp({});
    for (let count = 1; count <= 5; count += 1) await outcome(wrong);
    expect(await outcome()).toBe('too_many_tries');
    clock.advance(60_000);
    expect(await outcome()).toBe('ok');
  });
});
