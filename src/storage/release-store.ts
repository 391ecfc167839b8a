import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import type { ReleaseRecord, ReleaseStore } from '../federation/ports.js';
import { assertText } from './assert-text.js';

type ReleaseDocument = ReleaseRecord & { _id: string };

const schema = new Schema<ReleaseDocument>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    entityId: { type: String, required: true },
    attributes: { type: [String], required: true },
    firstOn: { type: String, required: true },
    lastOn: { type: String, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'releases' },
);
schema.index({ accountId: 1 });

/** What portals received, one record for each person and portal. */
export class MongoReleaseStore implements ReleaseStore {
  readonly model: Model<ReleaseDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<ReleaseDocument>('Release', schema);
  }

  /** Written again after a break, a batch makes the same records. */
  async save(records: readonly ReleaseRecord[]): Promise<void> {
    if (records.length === 0) return;
    const writes = records.map(({ firstOn, ...record }) => ({
      updateOne: {
        filter: { _id: idOf(record) as never },
        update: { $set: { ...record, attributes: [...record.attributes] }, $setOnInsert: { firstOn } },
        upsert: true,
      },
    }));
    await this.model.collection.bulkWrite(writes as never, { ordered: false });
  }

  async ofAccount(accountId: string): Promise<ReleaseRecord[]> {
    assertText(accountId);
    const found = await this.model.find({ accountId }).lean<ReleaseDocument[]>();
    return found.map(({ accountId, entityId, attributes, firstOn, lastOn }) => ({
      ...{ accountId, entityId, attributes, firstOn, lastOn },
    }));
  }

  async removeOfAccount(accountId: string): Promise<number> {
    assertText(accountId);
    return (await this.model.deleteMany({ accountId })).deletedCount;
  }
}

/** An entityID may be 1024 characters long; a key of the embedded store may not. */
function idOf({ accountId, entityId }: Pick<ReleaseRecord, 'accountId' | 'entityId'>): string {
  return `${accountId}.${createHash('sha256').update(entityId).digest('base64url')}`;
}
