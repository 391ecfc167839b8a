import { createHmac } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Failures, Stranger } from '../accounts/ports.js';
import { isDuplicateKey } from './duplicate-key.js';
import { failuresSchema } from './failures-schema.js';

interface StrangerDocument {
  _id: string;
  failures: Failures;
  version: number;
  until: Date;
}

const schema = new Schema<StrangerDocument>(
  {
    _id: { type: String, required: true },
    failures: { type: failuresSchema, required: true },
    version: { type: Number, required: true },
    until: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'stranger_failures' },
);
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

/** Wrong tries at identifiers that no account has; each is forgotten 24 h after the first try. */
export class StrangerStore {
  readonly model: Model<StrangerDocument>;
  constructor(
    connection: Connection,
    private readonly key: Buffer,
  ) {
    this.model = connection.model<StrangerDocument>('StrangerFailures', schema);
  }

  async find(identifier: string): Promise<Stranger> {
    const key = createHmac('sha256', this.key).update(identifier).digest('base64url');
    const found = await this.model.findById(key).lean();
    if (found === null) return { key, failures: { count: 0, windowCount: 0 }, version: 0 };
    return { key, failures: found.failures, version: found.version };
  }

  async recordFailure(stranger: Stranger, failures: Failures, until: Date): Promise<boolean> {
    const { key, version } = stranger;
    const next = { failures, version: version + 1, until };
    if (version > 0) {
      const { matchedCount } = await this.model.updateOne({ _id: key, version }, { $set: next });
      return matchedCount === 1;
    }
    try {
      await this.model.collection.insertOne({ _id: key, ...next } as never);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
