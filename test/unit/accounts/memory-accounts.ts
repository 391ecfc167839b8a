import { normaliseIdentifier } from '../../../src/accounts/identifier.js';
import { noFailures } from '../../../src/accounts/lock-out.js';
import type {
  Account,
  AccountChange,
  AccountRepository,
  Failures,
  Stranger,
} from '../../../src/accounts/ports.js';

/** Accounts in memory, each call a turn of the event loop, so that calls at once interleave as over a network. */
export class MemoryAccounts implements AccountRepository {
  readonly accounts = new Map<string, Account>();
  readonly strangers = new Map<string, Stranger>();
  constructor(...accounts: Account[]) {
    for (const account of accounts) this.accounts.set(account.id, account);
  }

  async findByIdentifier(identifier: string): Promise<Account | undefined> {
    await turn();
    const wanted = normaliseIdentifier(identifier);
    return [...this.accounts.values()].find((account) => normaliseIdentifier(account.identifier) === wanted);
  }

  async findById(id: string): Promise<Account | undefined> {
    await turn();
    return this.accounts.get(id);
  }

  async findMany(ids: readonly string[]): Promise<Account[]> {
    await turn();
    return [...this.accounts.values()].filter(({ id }) => ids.includes(id)).reverse();
  }

  async recordFailure({ id, version }: Account, failures: Failures): Promise<boolean> {
    await turn();
    const stored = this.accounts.get(id);
    if (stored?.version !== version) return false;
    this.accounts.set(id, { ...stored, failures, version: version + 1 });
    return true;
  }

  async recordSuccess(seen: Account, newHash?: string): Promise<boolean> {
    await turn();
    const stored = this.unlockedAs(seen);
    if (stored?.state !== seen.state || stored.passwordHash !== seen.passwordHash) return false;
    const hash = newHash === undefined ? {} : { passwordHash: newHash };
    this.accounts.set(seen.id, { ...forgiven(stored), ...hash });
    return true;
  }

  async forgiveFailures(seen: Account): Promise<boolean> {
    await turn();
    const stored = this.unlockedAs(seen);
    if (stored !== undefined) this.accounts.set(seen.id, forgiven(stored));
    return stored !== undefined;
  }

  private unlockedAs({ id, failures }: Account): Account | undefined {
    const stored = this.accounts.get(id);
    return stored?.failures.lockedUntil?.getTime() === failures.lockedUntil?.getTime() ? stored : undefined;
  }

  async apply({ id, version }: Pick<Account, 'id' | 'version'>, change: AccountChange): Promise<boolean> {
    await turn();
    const stored = this.accounts.get(id);
    if (stored?.version !== version) return false;
    this.accounts.set(id, { ...stored, ...change, version: version + 1 } as Account);
    return true;
  }

  async findStranger(identifier: string): Promise<Stranger> {
    await turn();
    return this.strangers.get(identifier) ?? { key: identifier, failures: noFailures, version: 0 };
  }

  async recordStrangerFailure({ key, version }: Stranger, failures: Failures): Promise<boolean> {
    await turn();
    if ((this.strangers.get(key)?.version ?? 0) !== version) return false;
    this.strangers.set(key, { key, failures, version: version + 1 });
    return true;
  }
}

function forgiven(account: Account): Account {
  return { ...account, failures: noFailures, version: account.version + 1 };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** An active pupil, as `given` says otherwise. */
export function account(given: Partial<Account> = {}): Account {
  return {
    id: 'account-1',
    kind: 'pupil',
    identifier: 'n.exemple',
    state: 'ACTIF',
    person: { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] },
    frEduCtId: 'ab'.repeat(48),
    failures: noFailures,
    createdAt: new Date('2026-09-01T08:00:00Z'),
    version: 1,
    ...given,
  };
}
