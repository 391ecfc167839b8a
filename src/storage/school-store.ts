import { Schema, trusted, type Connection, type Model } from 'mongoose';
import type { School, SchoolClass, SchoolStore } from '../directory/ports.js';

type SchoolDocument = Omit<School, 'uai'> & { _id: string };

const classSchema = new Schema<SchoolClass>(
  { name: { type: String, required: true }, level: String },
  { _id: false, strict: 'throw' },
);

const schema = new Schema<SchoolDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    degree: { type: Number, required: true },
    academy: String,
    structureId: String,
    classes: { type: [classSchema], required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'schools' },
);

/** Schools, by UAI. */
export class MongoSchoolStore implements SchoolStore {
  readonly model: Model<SchoolDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<SchoolDocument>('School', schema);
  }

  async find(uai: string): Promise<School | undefined> {
    return (await this.findMany([uai]))[0];
  }

  async findMany(uais: readonly string[]): Promise<School[]> {
    if (uais.length === 0) return [];
    const found = await this.model.find({ _id: trusted({ $in: [...uais] }) }).lean<SchoolDocument[]>();
    return found.map(({ _id, ...school }) => ({ uai: _id, ...school }));
  }

  async saveMany(schools: readonly School[]): Promise<void> {
    if (schools.length === 0) return;
    const writes = schools.map(({ uai, ...replacement }) => ({
      replaceOne: { filter: { _id: uai }, replacement: { _id: uai, ...replacement }, upsert: true },
    }));
    await this.model.bulkWrite(writes, { ordered: false });
  }

  async all(): Promise<School[]> {
    const found = await this.model.find().sort({ _id: 1 }).lean<SchoolDocument[]>();
    return found.map(({ _id, ...school }) => ({ uai: _id, ...school }));
  }

  count(): Promise<number> {
    return this.model.estimatedDocumentCount();
  }
}
