import { createHmac } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import type { AllowanceRepository, AllowanceTerms } from '../accounts/allowance-ports.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

interface AllowanceDocument {
  _id: string;
  count: number;
  until: Date;
}

const schema = new Schema<AllowanceDocument>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    until: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'allowances' },
);
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

/** Allowances, each a count until the end of its window. */
export class MongoAllowanceStore implements AllowanceRepository {
  readonly model: Model<AllowanceDocument>;
  constructor(
    connection: Connection,
    private readonly key: Buffer,
  ) {
    this.model = connection.model<AllowanceDocument>('Allowance', schema);
  }

  async take(key: string, { most, seconds }: AllowanceTerms, now: Date): Promise<boolean> {
    assertText(key);
    const _id = createHmac('sha256', this.key).update(`allowance ${key}`).digest('base64url') as never;
    const until = new Date(now.getTime() + seconds * 1000);
    const change = async (filter: object, update: object): Promise<boolean> =>
      (await this.model.collection.updateOne({ _id, ...filter }, update)).matchedCount === 1;
    const one = (): Promise<boolean> =>
      change({ until: { $gt: now }, count: { $lt: most } }, { $inc: { count: 1 } });
    if (await one()) return true;
    if (await change({ until: { $lte: now } }, { $set: { count: 1, until } })) return true;
    try {
      await this.model.collection.insertOne({ _id, count: 1, until } as never);
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return one();
    }
  }
}
