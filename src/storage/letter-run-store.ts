import { Schema, type Connection, type Model } from 'mongoose';
import type { LetterRun, LetterRunStore } from '../accounts/letter-ports.js';

type LetterRunDocument = Omit<LetterRun, 'id'> & { _id: string };

const text = { type: String, required: true };
const date = { type: Date, required: true };
const inside = { _id: false, strict: 'throw' } as const;
const schema = new Schema<LetterRunDocument>(
  {
    _id: text,
    uai: text,
    className: String,
    kind: text,
    madeAt: date,
    expiresAt: date,
    by: { type: new Schema({ name: text, role: text, uai: String, ip: String }, inside), required: true },
    files: { type: [new Schema({ draft: text, final: text }, inside)], required: true },
    accounts: {
      type: [new Schema({ id: text, identifier: text, passwordHash: text, changedAt: Date }, inside)],
      required: true,
    },
  },
  { versionKey: false, strict: 'throw', collection: 'letter_runs' },
);
schema.index({ uai: 1 });

/** Letters being put in force. Hashes only: the clear passwords are in the documents and nowhere else. */
export class MongoLetterRunStore implements LetterRunStore {
  readonly model: Model<LetterRunDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<LetterRunDocument>('LetterRun', schema);
  }

  async save({ id, ...rest }: LetterRun): Promise<void> {
    await this.model.collection.insertOne({ _id: id, ...rest } as never);
  }

  async ofSchool(uai: string): Promise<LetterRun[]> {
    const found = await this.model.find({ uai }).lean<LetterRunDocument[]>();
    return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
  }

  async remove(id: string): Promise<void> {
    await this.model.deleteOne({ _id: id });
  }
}
