import { PasswordHasher, type Verdict } from '../../src/accounts/password.js';
import { createSignIn } from '../../src/accounts/sign-in.js';
import { FrozenClock } from '../../src/clock.js';
import { isGatewayError } from '../../src/errors.js';
import { describeOnEachStore, fresh } from '../storage/describe-on-each-store.js';
import { account, MemoryAccounts } from '../unit/accounts/memory-accounts.js';

/** L08: sign-ins with the old password that are under way when the password is replaced. */
const lock = { after: 5, seconds: 60, triesPerDay: 25 };
const options = {
  formerPeppers: [],
  queueLimit: 100,
  cores: 2,
  pepper: { id: '1', key: 'a-pepper-of-the-tests' },
};

/** Whatever happens while the first password is checked. */
class InterruptedHasher extends PasswordHasher {
  meanwhile: (() => Promise<void>) | undefined;
  override async verify(hash: string | undefined, password: string): Promise<Verdict> {
    const verdict = await super.verify(hash, password);
    const happens = this.meanwhile;
    this.meanwhile = undefined;
    await happens?.();
    return verdict;
  }
}

async function signInWhile(change: (hash: (password: string) => Promise<string>) => Promise<string>) {
  const hasher = new InterruptedHasher({ ...options, cost: 5 });
  const weaker = new PasswordHasher({ ...options, cost: 4 });
  const person = account({ identifier: 'n.exemple', passwordHash: await weaker.hash('the old one') });
  const accounts = new MemoryAccounts(person);
  hasher.meanwhile = async () => {
    const stored = accounts.accounts.get(person.id) ?? person;
    accounts.accounts.set(person.id, { ...stored, passwordHash: await change((text) => hasher.hash(text)) });
  };
  const signIn = createSignIn({ accounts, hasher, clock: new FrozenClock('2026-09-01T08:00:00Z'), lock });
  const { subject, confirm } = await signIn({ identifier: 'n.exemple', password: 'the old one' });
  await confirm();
  return subject;
}

test('the old password, right when its check began, opens nothing once it is replaced', async () => {
  const refusal = await signInWhile((hash) => hash('the new one')).catch((error: unknown) => error);
  expect(isGatewayError(refusal, 'credentials_wrong')).toBe(true);
});

test('the same password under a new hash, as another sign-in writes it, still opens', async () => {
  const subject = await signInWhile((hash) => hash('the old one'));
  expect(subject.identifier).toBe('n.exemple');
});

describeOnEachStore('A success', (opened) => {
  test('is recorded for the password that was checked, and for no other', async () => {
    const { accounts } = opened().storage;
    const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };
    const given = { kind: 'pupil', state: 'ACTIF', person, passwordHash: 'old' } as const;
    const account = await accounts.add({ ...given, identifier: fresh('n.exemple') });
    expect(await accounts.recordSuccess(account)).toBe(true);
    await accounts.setPassword(account.id, 'new');
    expect(await accounts.recordSuccess(account)).toBe(false);
    expect(await accounts.findById(account.id)).toMatchObject({ passwordHash: 'new' });
  });
});
