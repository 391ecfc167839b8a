import { Schema, type Connection, type Model } from 'mongoose';
import type { ImportRun, ImportRunStore } from '../directory/ports.js';

type ImportRunDocument = Omit<ImportRun, 'id'> & { _id: string };

const schema = new Schema<ImportRunDocument>(
  {
    _id: { type: String, required: true },
    state: { type: String, required: true },
    startedAt: { type: Date, required: true },
    endedAt: Date,
    dryRun: { type: Boolean, required: true },
    sources: { type: [String], required: true },
    by: { type: String, required: true },
    report: String,
    fault: String,
    refusals: Schema.Types.Mixed,
  },
  { versionKey: false, strict: 'throw', collection: 'import_runs' },
);
schema.index({ startedAt: -1 });
schema.index({ state: 1 });

/** Imports and what became of them. */
export class MongoImportRunStore implements ImportRunStore {
  readonly model: Model<ImportRunDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<ImportRunDocument>('ImportRun', schema);
  }

  async save({ id, ...rest }: ImportRun): Promise<void> {
    await this.model.replaceOne({ _id: id }, { _id: id, ...rest }, { upsert: true });
  }

  async find(id: string): Promise<ImportRun | undefined> {
    const found = await this.model.findById(id).lean<ImportRunDocument>();
    return found === null ? undefined : toRun(found);
  }

  async latest(most: number): Promise<ImportRun[]> {
    const found = await this.model
      .find({}, { report: 0 })
      .sort({ startedAt: -1 })
      .limit(most)
      .lean<ImportRunDocument[]>();
    return found.map(toRun);
  }

  async brokenOff(): Promise<string[]> {
    const found = await this.model.find({ state: 'applying' }, { _id: 1 }).lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }
}

function toRun({ _id, ...rest }: ImportRunDocument): ImportRun {
  return { id: _id, ...rest };
}
