import {
  findTransition,
  stateAt,
  transitions,
  whatPasswordOpens,
  type AccountEvent,
} from '../../../src/accounts/account-states.js';
import { changeState, TransitionRefusedError, type StateTools } from '../../../src/accounts/change-state.js';
import type { AuditEntry } from '../../../src/accounts/audit-ports.js';
import type { Account, AccountState } from '../../../src/accounts/ports.js';
import { FrozenClock } from '../../../src/clock.js';
import { account, MemoryAccounts } from './memory-accounts.js';

const now = new Date('2026-11-26T08:00:00Z');
const by = { name: 'op', role: 'operator' } as const;
const states: AccountState[] = [
  'NON_NOTIFIE', 'NOTIFIE', 'EXPIRE', 'EN_ATTENTE_MAIL', 'ACTIF', 'VERROUILLE', 'SORTI', 'SUPPRIME', 'FUSIONNE',
]; // prettier-ignore
const events = [...new Set(transitions.map(({ event }) => event))];

/** An account that is in `state` now. */
function inState(state: AccountState, given: Partial<Account> = {}): Account {
  if (state === 'EXPIRE') return account({ state: 'NOTIFIE', expiresAt: now, ...given });
  return account({ state, expiresAt: new Date(now.getTime() + 1), ...given });
}

describe('The table of states (domain 4)', () => {
  const facts = { at: now, by, confirmed: true, leftBefore: now, mergedInto: 'x' };
  const allowed = (event: AccountEvent, given: Partial<Account>) =>
    states.filter((state) => !('refusal' in findTransition(inState(state, given), event, facts)));

  it.each<[AccountEvent, Account['kind'], string]>([
    ['notify', 'pupil', 'NON_NOTIFIE NOTIFIE EXPIRE EN_ATTENTE_MAIL ACTIF VERROUILLE'],
    ['void-letter', 'pupil', 'NOTIFIE EXPIRE'],
    ['activate', 'pupil', 'NOTIFIE'],
    ['activate', 'guardian', ''],
    ['await-mail', 'guardian', 'NON_NOTIFIE NOTIFIE EXPIRE EN_ATTENTE_MAIL'],
    ['await-mail', 'pupil', ''],
    ['confirm-mail', 'guardian', 'EN_ATTENTE_MAIL'],
    ['lock', 'pupil', 'NON_NOTIFIE NOTIFIE EXPIRE EN_ATTENTE_MAIL ACTIF'],
    ['unlock', 'pupil', 'VERROUILLE'],
    ['leave', 'pupil', 'NON_NOTIFIE NOTIFIE EXPIRE EN_ATTENTE_MAIL ACTIF VERROUILLE'],
    ['return', 'pupil', 'SORTI'],
    ['delete', 'pupil', 'SORTI'],
    ['merge', 'guardian', 'NOTIFIE EN_ATTENTE_MAIL ACTIF'],
    ['merge', 'pupil', ''],
  ])('%s of a %s happens from %s only', (event, kind, from) => {
    expect(allowed(event, { kind, leftAt: now }).join(' ')).toBe(from);
  });

  it('activates a guardian at once when the address needs no link', () => {
    const confirmed = (kind: Account['kind']) =>
      states.filter(
        (state) =>
          !('refusal' in findTransition(inState(state, { kind }), 'activate', { ...facts, mail: 'a@b.fr' })),
      );
    expect(confirmed('guardian')).toEqual(['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE', 'EN_ATTENTE_MAIL']);
    expect(confirmed('pupil')).toEqual(['NOTIFIE']);
  });

  it('is tried whole above', () => expect(events).toHaveLength(11));

  it('notifies who waits for an e-mail only when that is confirmed', () => {
    const waiting = inState('EN_ATTENTE_MAIL', { kind: 'guardian' });
    expect(findTransition(waiting, 'notify', { at: now, by })).toHaveProperty('refusal');
    expect(findTransition(waiting, 'notify', { at: now, by, confirmed: true })).toMatchObject({
      to: 'NOTIFIE',
    });
  });

  it('deletes nobody before the delay', () => {
    const left = inState('SORTI', { leftAt: new Date(now.getTime() + 1) });
    expect(findTransition(left, 'delete', { at: now, by, leftBefore: now })).toHaveProperty('refusal');
    expect(findTransition(left, 'delete', { at: now, by })).toHaveProperty('refusal');
  });

  it('knows a letter past its day to the millisecond, without any job', () => {
    const letter = { state: 'NOTIFIE', expiresAt: now } as const;
    expect(stateAt(letter, new Date(now.getTime() - 1))).toBe('NOTIFIE');
    expect(stateAt(letter, now)).toBe('EXPIRE');
    expect(stateAt({ state: 'ACTIF', expiresAt: now }, now)).toBe('ACTIF');
  });

  it.each([
    ['ACTIF', 'session'],
    ['NOTIFIE', 'first-sign-in'],
    ['EXPIRE', { refusal: 'letter_expired' }],
    ['EN_ATTENTE_MAIL', 'mail-wait'],
    ['VERROUILLE', { refusal: 'account_locked' }],
    ['SORTI', { refusal: 'account_left' }],
    ['NON_NOTIFIE', { refusal: 'account_not_usable' }],
    ['SUPPRIME', { refusal: 'account_not_usable' }],
    ['FUSIONNE', { refusal: 'account_not_usable' }],
  ] as const)('a right password of an account %s opens %j', (state, opens) => {
    expect(whatPasswordOpens(inState(state), now)).toEqual(opens);
  });
});

describe('A transition', () => {
  const audited: AuditEntry[] = [];
  const ended: string[] = [];
  const clock = new FrozenClock(now);
  let accounts: MemoryAccounts;
  let tools: StateTools;
  beforeEach(() => {
    audited.length = ended.length = 0;
    accounts = new MemoryAccounts();
    const sessions = { removeOfAccount: async (id: string) => ended.push(id) };
    tools = {
      accounts,
      sessions,
      audit: { append: async (entries) => void audited.push(...entries) },
      clock,
    };
  });
  /** Keeps `given`, makes it go through `event`, gives what is stored then. */
  async function after(event: AccountEvent, given: Account, facts = {}): Promise<Account> {
    accounts.accounts.set(given.id, given);
    await changeState(given, event, { by, ...facts }, tools);
    return accounts.accounts.get(given.id)!;
  }

  it('notify voids the former password, the lock and the sessions', async () => {
    const expiresAt = new Date('2027-02-26T08:00:00Z');
    const before = inState('VERROUILLE', {
      lockedFrom: 'ACTIF',
      passwordHash: 'old',
      failures: { count: 5, windowCount: 5 },
    });
    const stored = await after('notify', before, { passwordHash: 'new', expiresAt });
    expect(stored).toMatchObject({
      state: 'NOTIFIE', passwordHash: 'new', expiresAt, notifiedAt: now, failures: { count: 0 }, changedAt: now, version: 2,
    }); // prettier-ignore
    expect(stored.lockedFrom).toBeUndefined();
    expect(ended).toEqual(['account-1']);
    expect(audited).toEqual([{ at: now, by, act: 'account.notify', accountId: 'account-1', result: 'done' }]);
  });

  it('activate keeps no trace of the letter', async () => {
    const stored = await after('activate', inState('NOTIFIE'), { passwordHash: 'own' });
    expect(stored).toMatchObject({ state: 'ACTIF', passwordHash: 'own', activatedAt: now });
    expect(stored.expiresAt).toBeUndefined();
    expect(ended).toEqual([]);
  });

  it('activate by FranceConnect leaves no password of the letter, and the address confirmed', async () => {
    const letter = inState('NOTIFIE', { kind: 'guardian', passwordHash: 'provisional' });
    const stored = await after('activate', letter, { activatedBy: 'franceconnect', mail: 'a@example.org' });
    expect(stored).toMatchObject({ state: 'ACTIF', mail: 'a@example.org', mailOwner: 'own' });
    expect([stored.passwordHash, stored.expiresAt, stored.activatedBy]).toEqual([
      ...[undefined, undefined, 'franceconnect'],
    ]);
  });

  it('the way of the first activation stays; one begun and not finished does not count', async () => {
    const waiting = await after('await-mail', inState('NON_NOTIFIE', { kind: 'guardian' }), {
      ...{ activatedBy: 'self-registration', passwordHash: 'own' },
    });
    expect(waiting).toMatchObject({ activatedBy: 'self-registration', passwordHash: 'own' });
    const other = await after('await-mail', waiting, { activatedBy: 'franceconnect' });
    expect([other.activatedBy, other.passwordHash]).toEqual(['franceconnect', undefined]);
    const active = await after('confirm-mail', other);
    const again = await after(
      'await-mail',
      { ...active, state: 'NOTIFIE' },
      {
        ...{ activatedBy: 'self-registration', passwordHash: 'own' },
      },
    );
    expect([again.activatedBy, again.passwordHash]).toEqual(['franceconnect', 'own']);
  });

  it.each([
    ['lock', 'unlock', 'NOTIFIE'],
    ['leave', 'return', 'VERROUILLE'],
    ['leave', 'return', 'EN_ATTENTE_MAIL'],
  ] as const)('%s then %s gives %s back', async (away, back, state) => {
    const gone = await after(away, inState(state, { passwordHash: 'kept' }));
    expect(gone.state).toBe(away === 'lock' ? 'VERROUILLE' : 'SORTI');
    expect(ended).toHaveLength(1);
    expect(await after(back, gone)).toMatchObject({ state, passwordHash: 'kept' });
  });

  it('leave, from a lock, keeps both states', async () => {
    const left = await after('leave', await after('lock', inState('NOTIFIE')));
    const unlocked = await after('unlock', await after('return', left));
    expect(unlocked.state).toBe('NOTIFIE');
  });

  it('that the table has not is refused, audited, and writes nothing', async () => {
    await expect(after('activate', inState('EXPIRE'))).rejects.toThrow(TransitionRefusedError);
    expect(accounts.accounts.get('account-1')?.version).toBe(1);
    expect(audited).toMatchObject([
      { act: 'account.activate', result: 'refused', detail: 'the account is EXPIRE' },
    ]);
  });

  it('is decided again when the account changed meanwhile: of two that exclude each other one happens', async () => {
    const seen = inState('NOTIFIE');
    accounts.accounts.set(seen.id, seen);
    const outcomes = await Promise.allSettled([
      changeState(seen, 'activate', { by, passwordHash: 'own' }, tools),
      changeState(seen, 'activate', { by, passwordHash: 'other' }, tools),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(accounts.accounts.get(seen.id)?.version).toBe(2);
  });

  it('of an account that is tried at all the time happens all the same', async () => {
    const seen = inState('ACTIF');
    accounts.accounts.set(seen.id, { ...seen, version: 30 });
    expect(await changeState(seen, 'lock', { by }, tools)).toMatchObject({ before: { version: 30 } });
  });
});
