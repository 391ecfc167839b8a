import { IdentifierAssigner } from '../accounts/assign-identifiers.js';
import type { NewAccount } from '../accounts/ports.js';
import type { ImportedAccount, StoredPersons, NewPerson, PersonUpdate } from '../directory/ports.js';
import type { MongoAccountStore } from './account-store.js';

/** The part of the accounts that imports write; passwords, own e-mail addresses and letters are out of its reach. */
export class MongoImportAccounts implements StoredPersons {
  private readonly assigner: IdentifierAssigner;

  constructor(private readonly accounts: MongoAccountStore) {
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

  private toAccount({ id, kind, person, contact, searchName }: NewPerson, identifier: string): NewAccount {
    const known = contact === undefined ? {} : { contact };
    return { id, kind, identifier, state: 'NON_NOTIFIE', person, searchName, ...known };
  }
}
