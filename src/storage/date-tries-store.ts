import { Schema, type Connection, type Model } from 'mongoose';
import type { DateTries, DateTriesRepository } from '../accounts/activation-ports.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

interface DateTriesDocument {
  /** Account of the guardian. */
  _id: string;
  wrong: number;
  lockedUntil?: Date;
  version: number;
  until: Date;
}

const schema = new Schema<DateTriesDocument>(
  {
    _id: { type: String, required: true },
    wrong: { type: Number, required: true },
    lockedUntil: Date,
    version: { type: Number, required: true },
    until: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'date_tries' },
);
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

/** Wrong birth dates of children, one record for each guardian who gave some. */
export class MongoDateTriesStore implements DateTriesRepository {
  readonly model: Model<DateTriesDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<DateTriesDocument>('DateTries', schema);
  }

  async read(accountId: string, now: Date): Promise<DateTries> {
    assertText(accountId);
    const found = await this.model.findById(accountId).lean();
    if (found === null) return { accountId, wrong: 0, version: 0 };
    const { wrong, lockedUntil, version, until } = found;
    if (until <= now) return { accountId, wrong: 0, version };
    return { accountId, wrong, version, ...(lockedUntil === undefined ? {} : { lockedUntil }) };
  }

  async save(
    { accountId, version }: DateTries,
    next: Pick<DateTries, 'wrong' | 'lockedUntil'>,
    until: Date,
  ): Promise<boolean> {
    assertText(accountId);
    const _id = accountId as never;
    const record = { ...next, version: version + 1, until };
    if (version > 0)
      return (await this.model.collection.replaceOne({ _id, version }, record)).matchedCount === 1;
    try {
      await this.model.collection.insertOne({ _id, ...record } as never);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
