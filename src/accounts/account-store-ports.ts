import type { Account, AccountChange, AccountKind, AccountRepository, NewAccount, Person } from './ports.js';

/** What became of a batch. */
export interface AddOutcome {
  added: number;
  /** Those whose `id` already is an account: left as they are. */
  existing: readonly NewAccount[];
  /** Those whose identifier belongs to another account: not added. */
  taken: readonly NewAccount[];
}

/** How a person who forgot is found again. */
export interface RecoveryLookUps {
  /** The accounts, `most` of them, with that confirmed address (`mailKey` of it), in the order of ids. */
  findByMail(key: string, most: number): Promise<Account[]>;
  /** The accounts, `most` of them, that the school has this E.164 mobile on record for, in the order of ids. */
  findByMobile(mobile: string, most: number): Promise<Account[]>;
}

/** Ends the sessions of many accounts; gives their number. */
export interface ManySessionsEnder {
  removeOfAccounts(accountIds: readonly string[]): Promise<number>;
}

/** Accounts as operators and imports need them. Whoever changes one ends its sessions (`removeOfAccount`). */
export interface AccountStore extends AccountRepository, RecoveryLookUps {
  /** @throws IdentifierTakenError. */
  add(account: NewAccount): Promise<Account>;
  /** Adds a batch in two round trips; a batch broken off can be sent again. */
  addMany(accounts: readonly NewAccount[]): Promise<AddOutcome>;
  /** False: no such account (also the one below). */
  replacePerson(id: string, person: Person): Promise<boolean>;
  /** Sets the hash and forgets wrong passwords. */
  setPassword(id: string, passwordHash: string): Promise<boolean>;
  /** Writes a transition if `version` still is the stored one; false, and nothing is written, when it was not. */
  apply(account: Pick<Account, 'id' | 'version'>, change: AccountChange): Promise<boolean>;
  /** The same for many at once, each if it is as it was read; gives the number of those changed. */
  applyMany(
    changes: readonly (Pick<Account, 'id' | 'version'> & { change: AccountChange })[],
  ): Promise<number>;
  /** The accounts of that kind attached to the school, in any order; those that left are among them. */
  ofSchool(uai: string, kind: AccountKind): Promise<Account[]>;
  /** Accounts SORTI since `until` or longer, and those whose deletion was broken off: at most `most`. */
  leftBefore(until: Date, most: number): Promise<Account[]>;
  /** Targets of merges under way, or broken off: at most `most`. */
  absorbing(most: number): Promise<Account[]>;
  /** Frees the identifier, when it is that of the account. */
  removeIdentifier(identifier: string, accountId: string): Promise<void>;
  /** Sets lastSignInAt, never back. */
  noteSignIns(signIns: readonly { accountId: string; at: Date }[]): Promise<void>;
  /** Every account, in the order of ids. */
  streamAll(): AsyncIterable<Account>;
  count(): Promise<number>;
}
