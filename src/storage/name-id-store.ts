import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import type { PersistentNameIds } from '../saml/ports.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

interface NameIdDocument {
  _id: string;
  accountId: string;
  entityId: string;
  value: string;
}

const schema = new Schema<NameIdDocument>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    entityId: { type: String, required: true },
    value: { type: String, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'name_ids' },
);
schema.index({ accountId: 1 });

/** Persistent NameIDs: chance, kept for ever per account and portal (saml-core 8.3.7). */
export class MongoNameIdStore implements PersistentNameIds {
  readonly model: Model<NameIdDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<NameIdDocument>('NameId', schema);
  }

  async getOrCreate(accountId: string, entityId: string, fresh: string): Promise<string> {
    assertText(accountId, entityId, fresh);
    const _id = createHash('sha256').update(`${accountId}\0${entityId}`).digest('base64url');
    const kept = await this.read(_id);
    if (kept !== undefined) return kept;
    try {
      await this.model.collection.insertOne({ _id, accountId, entityId, value: fresh } as never);
      return fresh;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await this.read(_id)) ?? fresh;
    }
  }

  /** The account is deleted: its names go with it, and are never given again, being chance. */
  async removeOfAccount(accountId: string): Promise<void> {
    await this.model.deleteMany({ accountId });
  }

  private async read(_id: string): Promise<string | undefined> {
    const found = await this.model.collection.findOne({ _id: _id as never });
    return found?.['value'] as string | undefined;
  }
}
