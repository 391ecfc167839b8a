import { Schema, type Connection, type Model } from 'mongoose';
import type { AccountTrace } from '../accounts/delete-left.js';
import type { PersonKey, PersonKeyStore } from '../directory/ports.js';
import { assertText } from './assert-text.js';
import { insertNew } from './insert-new.js';

type PersonKeyDocument = Omit<PersonKey, 'id'> & { _id: string };

const schema = new Schema<PersonKeyDocument>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    fingerprint: String,
    run: { type: String, required: true },
    uais: { type: [String], default: undefined },
    links: { type: [String], default: undefined },
  },
  { versionKey: false, strict: 'throw', collection: 'person_keys' },
);
schema.index({ uais: 1 }, { sparse: true });
schema.index({ accountId: 1 });

/** Keys read at once on the walk through a school. */
const batchSize = 1_000;

/** Under what people are found again; `_id` is the key, so that it stays unique when accounts are sharded. */
export class MongoPersonKeyStore implements PersonKeyStore, AccountTrace {
  readonly model: Model<PersonKeyDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<PersonKeyDocument>('PersonKey', schema);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.model.collection.findOne({}, { projection: { _id: 1 } })) === null;
  }

  async findMany(ids: readonly string[]): Promise<Map<string, PersonKey>> {
    assertText(...ids);
    if (ids.length === 0) return new Map();
    const filter = { _id: { $in: [...ids] as never[] } };
    const found = await this.model.collection.find(filter, { batchSize: ids.length + 1 }).toArray();
    return new Map(
      found.map((document) => [String(document._id), toKey(document as unknown as PersonKeyDocument)]),
    );
  }

  async saveMany(keys: readonly PersonKey[]): Promise<void> {
    const documents = keys.map(({ id, ...rest }) => ({ _id: id, ...rest }));
    const there = await insertNew(this.model, documents);
    if (there.length === 0) return;
    const writes = there.map((replacement) => ({
      replaceOne: { filter: { _id: replacement._id }, replacement },
    }));
    await this.model.collection.bulkWrite(writes as never[], { ordered: false });
  }

  async removeMany(keys: readonly Pick<PersonKey, 'id' | 'accountId'>[]): Promise<void> {
    if (keys.length === 0) return;
    const writes = keys.map(({ id, accountId }) => ({ deleteOne: { filter: { _id: id, accountId } } }));
    await this.model.collection.bulkWrite(writes as never[], { ordered: false });
  }

  /** Whoever comes back is somebody new: nothing leads to a deleted account. */
  async removeOfAccount(accountId: string): Promise<number> {
    return (await this.model.deleteMany({ accountId })).deletedCount;
  }

  async moveAccount(fromId: string, toId: string): Promise<void> {
    assertText(fromId, toId);
    await this.model.collection.updateMany({ accountId: fromId }, { $set: { accountId: toId } });
  }

  countOfSchool(uai: string): Promise<number> {
    return this.model.countDocuments({ uais: uai });
  }

  async *ofSchool(uai: string): AsyncGenerator<PersonKey[]> {
    assertText(uai);
    let batch: PersonKey[] = [];
    for await (const document of this.model.collection.find({ uais: uai }, { batchSize })) {
      batch.push(toKey(document as unknown as PersonKeyDocument));
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

function toKey({ _id, ...rest }: PersonKeyDocument): PersonKey {
  return { id: _id, ...rest };
}
