import { trusted } from 'mongoose';
import { IdentifierAssigner } from '../accounts/assign-identifiers.js';
import type { NewAccount } from '../accounts/ports.js';
import type { Clock } from '../clock.js';
import type { ImportAccounts, ImportedAccount, NewPerson, PersonUpdate } from '../directory/ports.js';
import type { SessionRepository } from '../web/ports.js';
import type { AccountDocument } from './account-document.js';
import type { MongoAccountStore } from './account-store.js';

/** How often an account that changes meanwhile is read again. */
const tries = 20;

/** The part of the accounts that imports write; passwords, own e-mail addresses and letters are out of its reach. */
export class MongoImportAccounts implements ImportAccounts {
  private readonly assigner: IdentifierAssigner;

  constructor(
    private readonly accounts: MongoAccountStore,
    private readonly sessions: Pick<SessionRepository, 'removeOfAccount'>,
    private readonly clock: Clock,
  ) {
    this.assigner = new IdentifierAssigner(accounts.identifiers);
  }

  async findMany(ids: readonly string[]): Promise<ImportedAccount[]> {
    return this.accounts.findMany(ids);
  }

  async createMany(persons: readonly NewPerson[]): Promise<void> {
    const drafts = new Map(persons.map((person) => [person.id, person]));
    let pending = persons.map((person) => this.toAccount(person, this.assigner.next(person.person)));
    while (pending.length > 0) {
      const { taken } = await this.accounts.addMany(pending);
      const again = taken.flatMap(({ id = '' }) => drafts.get(id) ?? []);
      const identifiers = await this.assigner.retry(again.map(({ person }) => person));
      pending = again.map((person, place) => this.toAccount(person, identifiers[place] ?? ''));
    }
  }

  async updateMany(updates: readonly PersonUpdate[]): Promise<void> {
    if (updates.length === 0) return;
    const writes = updates.map(({ id, ...fields }) => ({
      updateOne: { filter: { _id: id }, update: { $set: fields, $inc: { version: 1 } } },
    }));
    await this.accounts.model.collection.bulkWrite(writes as never[], { ordered: false });
  }

  async leaveMany(ids: readonly string[]): Promise<void> {
    const now = this.clock.now();
    const left = await this.move(ids, ({ state }) =>
      state === 'SORTI' || state === 'SUPPRIME' || state === 'FUSIONNE'
        ? undefined
        : { $set: { state: 'SORTI', leftFrom: state, leftAt: now, changedAt: now } },
    );
    for (const id of left) await this.sessions.removeOfAccount(id);
  }

  async returnMany(ids: readonly string[]): Promise<void> {
    const now = this.clock.now();
    await this.move(ids, ({ state, leftFrom }) =>
      state === 'SORTI'
        ? { $set: { state: leftFrom ?? 'NON_NOTIFIE', changedAt: now }, $unset: { leftFrom: '', leftAt: '' } }
        : undefined,
    );
  }

  /** Moves each account from the state it is seen in; gives the ids of those moved. */
  private async move(
    ids: readonly string[],
    to: (account: AccountDocument) => Record<string, object> | undefined,
  ): Promise<string[]> {
    const moved: string[] = [];
    let pending = [...ids];
    for (let count = 0; count < tries && pending.length > 0; count += 1) {
      const seen = await this.accounts.model
        .find({ _id: trusted({ $in: pending }) })
        .lean<AccountDocument[]>();
      pending = [];
      for (const account of seen) {
        const update = to(account);
        if (update === undefined) continue;
        const filter = { _id: account._id as never, version: account.version };
        const { matchedCount } = await this.accounts.model.collection.updateOne(filter, {
          ...update,
          $inc: { version: 1 },
        });
        (matchedCount === 1 ? moved : pending).push(account._id);
      }
    }
    if (pending.length > 0) throw new Error(`${pending.length} accounts are changed all the time`);
    return moved;
  }

  private toAccount({ id, kind, person, contact, searchName }: NewPerson, identifier: string): NewAccount {
    const known = contact === undefined ? {} : { contact };
    return { id, kind, identifier, state: 'NON_NOTIFIE', person, searchName, ...known };
  }
}
