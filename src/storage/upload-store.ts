import { Schema, type Connection, type Model } from 'mongoose';
import type { Upload, UploadChange, UploadProgress, UploadRepository } from '../directory/upload/upload.js';
import { assertText } from './assert-text.js';
import { versionedUpdate } from './versioned-update.js';

type UploadDocument = Omit<Upload, 'id'> & { _id: string; forgetAt: Date };

const text = { type: String, required: true };
const date = { type: Date, required: true };
const mixed = { type: Schema.Types.Mixed, required: true };
const schema = new Schema<UploadDocument>(
  {
    _id: text,
    ...{ session: text, by: text, state: text, run: String, fault: String },
    ...{ files: mixed, options: mixed, progress: Schema.Types.Mixed, refusals: Schema.Types.Mixed },
    ...{ aliveUntil: Date, expiresAt: date, forgetAt: date },
    version: { type: Number, required: true },
  },
  { versionKey: false, strict: 'throw', minimize: false, collection: 'uploads' },
);
schema.index({ session: 1 });
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

/** A record outlives its files by so many milliseconds: a work that passes the hour ends in peace. */
const remembered = 86_400_000;

/** Files that operators sent, and what became of them. */
export class MongoUploadStore implements UploadRepository {
  readonly model: Model<UploadDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<UploadDocument>('Upload', schema);
  }

  async add({ id, ...upload }: Upload): Promise<void> {
    const forgetAt = new Date(upload.expiresAt.getTime() + remembered);
    await this.model.collection.insertOne({ _id: id as never, ...upload, forgetAt });
  }

  async find(id: string): Promise<Upload | undefined> {
    assertText(id);
    return toUpload(await this.model.collection.findOne({ _id: id as never }));
  }

  async ofSession(session: string, now: Date): Promise<Upload[]> {
    assertText(session);
    const found = await this.model.collection.find({ session, expiresAt: { $gt: now } }).toArray();
    return found.map((one) => toUpload(one) as Upload).sort(byExpiry);
  }

  async change({ id, version }: Pick<Upload, 'id' | 'version'>, change: UploadChange): Promise<boolean> {
    assertText(id);
    const asRead = { _id: id as never, version };
    return (await this.model.collection.updateOne(asRead, versionedUpdate(change))).matchedCount === 1;
  }

  async beat(id: string, aliveUntil: Date, progress: UploadProgress): Promise<void> {
    assertText(id);
    const alive = { _id: id as never, aliveUntil: { $type: 'date' as const } };
    await this.model.collection.updateOne(alive, { $set: { aliveUntil, progress } });
  }

  async remove(id: string): Promise<void> {
    assertText(id);
    await this.model.collection.deleteOne({ _id: id as never });
  }
}

function toUpload(found: unknown): Upload | undefined {
  if (found === null) return undefined;
  const { _id, session, by, state, files, options, expiresAt, version, ...rest } = found as UploadDocument;
  const { run, fault, refusals, progress, aliveUntil } = rest;
  return {
    ...{ id: _id, session, by, state, files, options, expiresAt, version },
    ...(run !== undefined && { run }),
    ...(fault !== undefined && { fault }),
    ...(refusals !== undefined && { refusals }),
    ...(progress !== undefined && { progress }),
    ...(aliveUntil !== undefined && { aliveUntil }),
  };
}

function byExpiry(one: Upload, other: Upload): number {
  return one.expiresAt.getTime() - other.expiresAt.getTime();
}
