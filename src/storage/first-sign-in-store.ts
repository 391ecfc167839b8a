import { Schema, type Connection, type Model } from 'mongoose';
import type { FirstSignInRecord, FirstSignInRepository } from '../accounts/journey-ports.js';
import { assertText } from './assert-text.js';

type FirstSignInDocument = Omit<FirstSignInRecord, 'id'> & { _id: string };

const text = { type: String, required: true };
const count = { type: Number, required: true };
const schema = new Schema<FirstSignInDocument>(
  {
    _id: text,
    ...{ accountId: text, step: text, passwordMark: text, passwordHash: String, mail: String },
    hiddenChildIds: { type: [String], default: undefined },
    end: { type: new Schema({ suite: String, retour: String }, { _id: false }), required: true },
    ...{ wrongBirthDates: count, version: count },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'first_sign_ins' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** First sign-ins under way; each is forgotten when its hour is over. */
export class MongoFirstSignInStore implements FirstSignInRepository {
  readonly model: Model<FirstSignInDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<FirstSignInDocument>('FirstSignIn', schema);
  }

  async add({ id, ...record }: FirstSignInRecord): Promise<void> {
    await this.model.collection.insertOne({ _id: id as never, ...record });
  }

  async read(id: string, now: Date): Promise<FirstSignInRecord | undefined> {
    assertText(id);
    const found = await this.model.collection.findOne({ _id: id as never, expiresAt: { $gt: now } });
    if (found === null) return undefined;
    const { _id, ...record } = found as unknown as FirstSignInDocument;
    return { id: _id, ...record };
  }

  async change(
    { id, version }: FirstSignInRecord,
    change: Parameters<FirstSignInRepository['change']>[1],
  ): Promise<boolean> {
    assertText(id);
    const update = { $set: change, $inc: { version: 1 } };
    return (await this.model.collection.updateOne({ _id: id as never, version }, update)).matchedCount === 1;
  }

  async remove(id: string): Promise<void> {
    assertText(id);
    await this.model.collection.deleteOne({ _id: id as never });
  }
}
