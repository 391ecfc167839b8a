import { Schema, type Connection, type Model } from 'mongoose';

interface RevisionDocument {
  /** Name of a collection. */
  _id: string;
  count: number;
}

const schema = new Schema<RevisionDocument>(
  { _id: { type: String, required: true }, count: { type: Number, required: true } },
  { versionKey: false, strict: 'throw', collection: 'revisions' },
);

/** How often a small collection was changed: what a process that keeps it in memory asks every second. */
export class RevisionStore {
  readonly model: Model<RevisionDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<RevisionDocument>('Revision', schema);
  }

  async raise(name: string): Promise<void> {
    await this.model.updateOne({ _id: name }, { $inc: { count: 1 } }, { upsert: true });
  }

  async read(name: string): Promise<string> {
    const found = await this.model.collection.findOne({ _id: name as never });
    return String(found?.['count'] ?? 0);
  }
}
