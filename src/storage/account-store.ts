import { trusted, type Connection, type Model, type UpdateQuery } from 'mongoose';
import { IdentifierTakenError, normaliseIdentifier } from '../accounts/identifier.js';
import { noFailures } from '../accounts/lock-out.js';
import type { AccountStore, AddOutcome } from '../accounts/account-store-ports.js';
import type { Account, AccountChange, AccountKind, Failures, NewAccount } from '../accounts/ports.js';
import type { Person, Stranger } from '../accounts/ports.js';
import type { Clock } from '../clock.js';
import type { Random } from '../random.js';
import { accountSchema, toAccount, toUpdate, type AccountDocument } from './account-document.js';
import { addAccounts } from './add-accounts.js';
import { assertText } from './assert-text.js';
import { findTogether } from './find-together.js';
import { IdentifierStore } from './identifier-store.js';
import { StrangerStore } from './stranger-store.js';

export interface AccountStoreTools {
  clock: Clock;
  random: Random;
  /** Key of the hashes of identifiers no account has. */
  strangerKey: Buffer;
}

/** Accounts, the identifiers that lead to them, and the tries at identifiers that lead nowhere. */
export class MongoAccountStore implements AccountStore {
  readonly model: Model<AccountDocument>;
  readonly identifiers: IdentifierStore;
  readonly strangers: StrangerStore;
  private readonly read: (id: string) => Promise<AccountDocument | undefined>;
  constructor(
    connection: Connection,
    private readonly tools: AccountStoreTools,
  ) {
    this.model = connection.model<AccountDocument>('Account', accountSchema);
    this.read = findTogether(this.model, '_id');
    this.identifiers = new IdentifierStore(connection);
    this.strangers = new StrangerStore(connection, tools.strangerKey);
  }

  async findByIdentifier(identifier: string): Promise<Account | undefined> {
    assertText(identifier);
    const id = await this.identifiers.accountIdOf(normaliseIdentifier(identifier));
    return id === undefined ? undefined : this.findById(id);
  }

  async findById(id: string): Promise<Account | undefined> {
    const found = await this.read(id);
    return found === undefined ? undefined : toAccount(found);
  }

  async findMany(ids: readonly string[]): Promise<Account[]> {
    assertText(...ids);
    if (ids.length === 0) return [];
    return (await this.model.find({ _id: trusted({ $in: [...ids] }) }).lean<AccountDocument[]>()).map(
      toAccount,
    );
  }

  async recordFailure({ id, version }: Account, failures: Failures): Promise<boolean> {
    assertText(id);
    const update = { $set: { failures }, $inc: { version: 1 } };
    return (await this.model.collection.updateOne({ _id: id as never, version }, update)).matchedCount === 1;
  }

  async recordSuccess(account: Account, newHash?: string): Promise<boolean> {
    const { id, version, state, failures, passwordHash = null } = account;
    const clean = failures.windowCount === 0 && newHash === undefined;
    if (clean && (await this.read(id))?.version === version) return true;
    const hash = newHash === undefined ? {} : { passwordHash: newHash };
    const update = { $set: { failures: noFailures, ...hash }, $inc: { version: 1 } };
    const filter = { ...asUnlockedAs(account), state, passwordHash };
    return (await this.model.collection.updateOne(filter, update)).matchedCount === 1;
  }

  async forgiveFailures(account: Account): Promise<boolean> {
    const update = { $set: { failures: noFailures }, $inc: { version: 1 } };
    return (await this.model.collection.updateOne(asUnlockedAs(account), update)).matchedCount === 1;
  }

  findStranger(identifier: string): Promise<Stranger> {
    return this.strangers.find(normaliseIdentifier(identifier));
  }

  recordStrangerFailure(stranger: Stranger, failures: Failures, until: Date): Promise<boolean> {
    return this.strangers.recordFailure(stranger, failures, until);
  }

  async add(account: NewAccount): Promise<Account> {
    const { added, documents } = await addAccounts(this, [account], this.tools);
    const [document] = documents;
    if (added !== 1 || document === undefined) throw new IdentifierTakenError(account.identifier);
    return toAccount(document);
  }

  addMany(accounts: readonly NewAccount[]): Promise<AddOutcome> {
    return addAccounts(this, accounts, this.tools);
  }

  replacePerson(id: string, person: Person): Promise<boolean> {
    return this.change(id, { $set: { person } });
  }

  setPassword(id: string, passwordHash: string): Promise<boolean> {
    return this.change(id, {
      $set: { passwordHash, failures: noFailures, changedAt: this.tools.clock.now() },
    });
  }

  async apply({ id, version }: Pick<Account, 'id' | 'version'>, change: AccountChange): Promise<boolean> {
    assertText(id);
    const update = toUpdate(change);
    return (await this.model.collection.updateOne({ _id: id as never, version }, update)).matchedCount === 1;
  }

  async applyMany(changes: Parameters<AccountStore['applyMany']>[0]): Promise<number> {
    if (changes.length === 0) return 0;
    const writes = changes.map(({ id, version, change }) => ({
      updateOne: { filter: { _id: id, version }, update: toUpdate(change) },
    }));
    return (await this.model.collection.bulkWrite(writes as never[], { ordered: false })).matchedCount;
  }

  async ofSchool(uai: string, kind: AccountKind): Promise<Account[]> {
    assertText(uai);
    const found = await this.model.collection.find({ 'person.schools.uai': uai, kind }).toArray();
    return found.map((document) => toAccount(document as unknown as AccountDocument));
  }

  async findByMail(key: string, most: number): Promise<Account[]> {
    assertText(key);
    const found = this.model.find({ mailKey: key }).sort({ _id: 1 }).limit(most);
    return (await found.lean<AccountDocument[]>()).map(toAccount);
  }

  async findByMobile(mobile: string, most: number): Promise<Account[]> {
    assertText(mobile);
    const found = this.model.find({ 'contact.mobiles': mobile }).sort({ _id: 1 }).limit(most);
    return (await found.lean<AccountDocument[]>()).map(toAccount);
  }

  async leftBefore(until: Date, most: number): Promise<Account[]> {
    const found = await this.model
      .find({ leftAt: trusted({ $lte: until }) }, undefined, { limit: most })
      .lean<AccountDocument[]>();
    return found.map(toAccount);
  }

  async absorbing(most: number): Promise<Account[]> {
    const found = this.model.find({ absorbing: trusted({ $gt: '' }) }).limit(most);
    return (await found.lean<AccountDocument[]>()).map(toAccount);
  }

  async removeIdentifier(identifier: string, accountId: string): Promise<void> {
    await this.identifiers.remove(normaliseIdentifier(identifier), accountId);
  }

  async noteSignIns(signIns: readonly { accountId: string; at: Date }[]): Promise<void> {
    const writes = signIns.map(({ accountId, at }) => ({
      updateOne: { filter: { _id: accountId as never }, update: { $max: { lastSignInAt: at } } },
    }));
    await this.model.collection.bulkWrite(writes, { ordered: false });
  }

  async *streamAll(): AsyncIterable<Account> {
    const cursor = this.model.find().sort({ _id: 1 }).lean<AccountDocument>().cursor({ batchSize: 500 });
    for await (const document of cursor) yield toAccount(document as AccountDocument);
  }

  count(): Promise<number> {
    return this.model.estimatedDocumentCount();
  }

  private async change(id: string, update: UpdateQuery<AccountDocument>): Promise<boolean> {
    assertText(id);
    const raised = { ...update, $inc: { version: 1 } };
    return (await this.model.updateOne({ _id: id }, raised)).matchedCount === 1;
  }
}

/** The account, unless wrong passwords locked it since it was read. */
function asUnlockedAs({ id, failures }: Account) {
  assertText(id);
  return { _id: id as never, 'failures.lockedUntil': failures.lockedUntil ?? null };
}
