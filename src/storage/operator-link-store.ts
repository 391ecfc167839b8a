import { Schema, type Connection, type Model } from 'mongoose';
import type { OperatorLink, OperatorLinkRepository } from '../accounts/operator-ports.js';
import { assertText } from './assert-text.js';

type OperatorLinkDocument = Omit<OperatorLink, 'id'> & { _id: string; forgetAt: Date };

const text = { type: String, required: true };
const date = { type: Date, required: true };
const schema = new Schema<OperatorLinkDocument>(
  { _id: text, name: text, expiresAt: date, usedAt: Date, forgetAt: date },
  { versionKey: false, strict: 'throw', collection: 'operator_links' },
);
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

/** A record outlives its link by so many milliseconds, so that who comes late reads that it is past. */
const remembered = 86_400_000;

/** Links by which operators come in. */
export class MongoOperatorLinkStore implements OperatorLinkRepository {
  readonly model: Model<OperatorLinkDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<OperatorLinkDocument>('OperatorLink', schema);
  }

  async add({ id, ...link }: OperatorLink): Promise<void> {
    const forgetAt = new Date(link.expiresAt.getTime() + remembered);
    await this.model.collection.insertOne({ _id: id as never, ...link, forgetAt });
  }

  async read(id: string): Promise<OperatorLink | undefined> {
    assertText(id);
    const found = await this.model.collection.findOne({ _id: id as never });
    if (found === null) return undefined;
    const { name, expiresAt, usedAt } = found as unknown as OperatorLinkDocument;
    return usedAt === undefined ? { id, name, expiresAt } : { id, name, expiresAt, usedAt };
  }

  async use(id: string, at: Date): Promise<boolean> {
    assertText(id);
    const unused = { _id: id, usedAt: null, expiresAt: { $gt: at } } as never;
    return (await this.model.collection.updateOne(unused, { $set: { usedAt: at } })).matchedCount === 1;
  }

  async removeAll(): Promise<number> {
    return (await this.model.collection.deleteMany({ forgetAt: { $gt: new Date(0) } })).deletedCount;
  }
}
