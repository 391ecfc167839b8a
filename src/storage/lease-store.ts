import { Schema, type Connection, type Model } from 'mongoose';
import type { LeaseStore } from '../lease.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

interface LeaseDocument {
  _id: string;
  holder: string;
  until: Date;
}

const schema = new Schema<LeaseDocument>(
  { _id: String, holder: { type: String, required: true }, until: { type: Date, required: true } },
  { versionKey: false, strict: 'throw', collection: 'leases' },
);

/** Leases, by name; each step is one conditional update of one document. */
export class MongoLeaseStore implements LeaseStore {
  readonly model: Model<LeaseDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<LeaseDocument>('Lease', schema);
  }

  async take(
    name: string,
    { holder, now, until, former }: { holder: string; now: Date; until: Date; former?: string },
  ): Promise<boolean> {
    assertText(name, holder);
    const free = former === undefined ? { until: { $lte: now } } : { holder: former };
    const update = { $set: { holder, until } };
    const taken = await this.model.collection.updateOne({ _id: name as never, ...free }, update);
    if (taken.matchedCount === 1) return true;
    try {
      await this.model.collection.insertOne({ _id: name, holder, until } as never);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async renew(name: string, holder: string, until: Date): Promise<boolean> {
    assertText(name, holder);
    const mine = { _id: name as never, holder };
    return (await this.model.collection.updateOne(mine, { $set: { until } })).matchedCount === 1;
  }

  async release(name: string, holder: string): Promise<void> {
    assertText(name, holder);
    await this.model.collection.deleteOne({ _id: name as never, holder });
  }

  async holder(name: string, now: Date): Promise<string | undefined> {
    assertText(name);
    const found = await this.model.collection.findOne({ _id: name as never, until: { $gt: now } });
    return found?.['holder'] as string | undefined;
  }
}
