import { randomUUID } from 'node:crypto';
import { Schema, trusted, type Connection as MongoConnection, type Model } from 'mongoose';
import type { Connection, ConnectionStore } from '../accounts/connection-log.js';
import { assertText } from './assert-text.js';

type ConnectionDocument = Connection & { _id: string };

const schema = new Schema<ConnectionDocument>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    at: { type: Date, required: true },
    way: { type: String, required: true },
    portal: String,
    network: String,
    until: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'connections' },
);
schema.index({ accountId: 1, at: -1 });
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

/** Sign-ins, until their day. */
export class MongoConnectionStore implements ConnectionStore {
  readonly model: Model<ConnectionDocument>;
  constructor(connection: MongoConnection) {
    this.model = connection.model<ConnectionDocument>('Connection', schema);
  }

  async addMany(connections: readonly Connection[]): Promise<void> {
    const documents = connections.map((line) => ({ _id: randomUUID(), ...line }));
    await this.model.collection.insertMany(documents as never, { ordered: false });
  }

  async lastOf(accountId: string, most: number, now: Date): Promise<Connection[]> {
    assertText(accountId);
    const mine = this.model.find({ accountId }, { _id: 0 }).sort({ at: -1 }).limit(most);
    return (await mine.lean<Connection[]>()).filter(({ until }) => until > now);
  }

  async removePast(now: Date): Promise<number> {
    return (await this.model.deleteMany({ until: trusted({ $lte: now }) })).deletedCount;
  }
}
