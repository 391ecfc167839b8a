import { Schema, type Connection, type Model } from 'mongoose';
import type { OperatorSession, OperatorSessionRepository } from '../accounts/operator-ports.js';
import { assertText } from './assert-text.js';

type OperatorSessionDocument = Omit<OperatorSession, 'id'> & { _id: string };

const text = { type: String, required: true };
const schema = new Schema<OperatorSessionDocument>(
  { _id: text, name: text, expiresAt: { type: Date, required: true } },
  { versionKey: false, strict: 'throw', collection: 'operator_sessions' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Operators who came in, apart from the sessions of persons: one never stands for the other. */
export class MongoOperatorSessionStore implements OperatorSessionRepository {
  readonly model: Model<OperatorSessionDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<OperatorSessionDocument>('OperatorSession', schema);
  }

  async add({ id, ...session }: OperatorSession): Promise<void> {
    await this.model.collection.insertOne({ _id: id as never, ...session });
  }

  async read(id: string, now: Date): Promise<OperatorSession | undefined> {
    assertText(id);
    const found = await this.model.collection.findOne({ _id: id as never, expiresAt: { $gt: now } });
    if (found === null) return undefined;
    const { name, expiresAt } = found as unknown as OperatorSessionDocument;
    return { id, name, expiresAt };
  }

  async remove(id: string): Promise<void> {
    assertText(id);
    await this.model.collection.deleteOne({ _id: id as never });
  }

  async removeAll(): Promise<number> {
    return (await this.model.collection.deleteMany({ expiresAt: { $gt: new Date(0) } })).deletedCount;
  }
}
