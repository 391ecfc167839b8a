import { createSignIn } from '../../../src/accounts/sign-in.js';
import { PasswordHasher } from '../../../src/accounts/password.js';
import type { Account } from '../../../src/accounts/ports.js';
import { FrozenClock } from '../../../src/clock.js';
import { account, MemoryAccounts } from './memory-accounts.js';

const clock = new FrozenClock('2026-11-26T09:00:00Z');
const lock = { after: 5, seconds: 60, triesPerDay: 25 };
const pepper = { id: '1', key: 'pepper-for-tests-only-1' };
const hasher = new PasswordHasher({ cost: 4, pepper, formerPeppers: [], queueLimit: 50, cores: 1 });
const password = 'KD7VQ2MTX4HB';

async function setUp(given: Partial<Account> = {}) {
  const passwordHash = await hasher.hash(password);
  const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [], birthDate: '2012-03-14' };
  const accounts = new MemoryAccounts(account({ state: 'NOTIFIE', passwordHash, person, ...given }));
  const signIn = createSignIn({ accounts, hasher, clock, lock });
  const attempt = (secret = password, profile?: 'pupil' | 'guardian') =>
    signIn({ identifier: 'n.exemple', password: secret, ...(profile === undefined ? {} : { profile }) }).then(
      ({ opens }) => opens,
      (error: { code: string }) => error.code,
    );
  return { accounts, attempt };
}

test('the provisional password opens the first sign-in, until the letter’s last second', async () => {
  expect(await (await setUp()).attempt()).toBe('first-sign-in');
  expect(await (await setUp({ expiresAt: new Date('2026-11-26T09:00:01Z') })).attempt()).toBe(
    'first-sign-in',
  );
  expect(await (await setUp({ expiresAt: new Date('2026-11-26T09:00:00Z') })).attempt()).toBe(
    'letter_expired',
  );
});

test('it forgets no failure, whatever profile is chosen: else birth dates could be tried for ever', async () => {
  const failures = { count: 4, windowCount: 4, windowStart: new Date('2026-11-26T08:00:00Z') };
  const { accounts, attempt } = await setUp({ failures });
  expect(await attempt()).toBe('first-sign-in');
  expect(await attempt(password, 'guardian')).toBe('profile_pupil');
  expect(accounts.accounts.get('account-1')?.failures).toEqual(failures);
  expect(await attempt('wrong')).toBe('credentials_wrong');
  expect(await attempt()).toBe('too_many_tries');
});

test('an expired letter forgets failures as every other refusal does: there is no birth date to try', async () => {
  const failures = { count: 4, windowCount: 4 };
  const { accounts, attempt } = await setUp({ failures, expiresAt: clock.now() });
  expect(await attempt()).toBe('letter_expired');
  expect(accounts.accounts.get('account-1')?.failures.count).toBe(0);
});

test('among forty wrong passwords at once the right one waits for its place', async () => {
  const { attempt } = await setUp();
  const outcomes = await Promise.all(
    [...Array(40).keys()].map((n) => attempt(n === 30 ? password : `wrong${n}`)),
  );
  expect(outcomes.filter((one) => one === 'credentials_wrong')).toHaveLength(5);
  expect(outcomes.filter((one) => one === 'too_many_tries').length).toBeGreaterThanOrEqual(34);
});

test('a guardian needs no birth date, and whoever waits for a mail is led to the page that says so', async () => {
  const person = account().person;
  expect(await (await setUp({ kind: 'guardian', person })).attempt()).toBe('first-sign-in');
  const waiting = await setUp({
    kind: 'guardian',
    state: 'EN_ATTENTE_MAIL',
    failures: { count: 4, windowCount: 4 },
  });
  expect(await waiting.attempt()).toBe('mail-wait');
  expect(waiting.accounts.accounts.get('account-1')?.failures.count).toBe(0);
  expect(await waiting.attempt(password, 'pupil')).toBe('profile_guardian');
});

test.each([
  ['a pupil without a birth date', { person: account().person }, 'birth_date_unknown'],
  ['a letter made void', { passwordHash: undefined }, 'credentials_wrong'],
])('is refused for %s', async (_who, given, code) => {
  const { attempt } = await setUp(given as Partial<Account>);
  expect(await attempt()).toBe(code);
});
