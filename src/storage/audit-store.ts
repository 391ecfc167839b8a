import { Schema, trusted, type Connection, type Model } from 'mongoose';
import type { Actor, AuditQuery, AuditRecord, AuditStore } from '../accounts/audit-ports.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

type AuditDocument = Omit<AuditRecord, 'seq'> & { _id: number };
interface HeadDocument {
  _id: string;
  seq: number;
  hash: string;
}

const actorSchema = new Schema<Actor>(
  { name: { type: String, required: true }, role: { type: String, required: true }, uai: String, ip: String },
  { _id: false, strict: 'throw' },
);
const schema = new Schema<AuditDocument>(
  {
    _id: { type: Number, required: true },
    at: { type: Date, required: true },
    by: { type: actorSchema, required: true },
    act: { type: String, required: true },
    accountId: String,
    result: { type: String, required: true },
    count: Number,
    detail: String,
    previous: String,
    hash: { type: String, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'audit' },
);
schema.index({ accountId: 1, _id: -1 }, { sparse: true });
schema.index({ 'by.uai': 1, _id: -1 }, { sparse: true });
const headSchema = new Schema<HeadDocument>(
  { _id: String, seq: { type: Number, required: true }, hash: { type: String, required: true } },
  { versionKey: false, strict: 'throw', collection: 'audit_head' },
);

/** The audit trail, the number of a record being its `_id`; a small document remembers about where it ends. */
export class MongoAuditStore implements AuditStore {
  readonly model: Model<AuditDocument>;
  readonly heads: Model<HeadDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<AuditDocument>('Audit', schema);
    this.heads = connection.model<HeadDocument>('AuditHead', headSchema);
  }

  /** The head may be behind by what was being added when a process died. */
  async last(): Promise<Pick<AuditRecord, 'seq' | 'hash'>> {
    const head = await this.heads.findById('head').lean<HeadDocument>();
    let last = { seq: head?.seq ?? 0, hash: head?.hash ?? '' };
    for await (const { seq, hash } of this.from(last.seq + 1)) last = { seq, hash };
    return last;
  }

  async insert(records: readonly AuditRecord[]): Promise<number> {
    const added = await this.insertUntilTaken(records);
    const last = records[added - 1];
    if (last !== undefined) await this.moveHead(last);
    return added;
  }

  async *from(seq: number): AsyncIterable<AuditRecord> {
    const cursor = this.model
      .find({ _id: trusted({ $gte: seq }) })
      .sort({ _id: 1 })
      .lean<AuditDocument>()
      .cursor({ batchSize: 1000 });
    for await (const document of cursor) yield toRecord(document as AuditDocument);
  }

  async list({ accountId, uai, most }: AuditQuery): Promise<AuditRecord[]> {
    const filter = {
      ...(accountId === undefined ? {} : { accountId }),
      ...(uai === undefined ? {} : { 'by.uai': uai }),
    };
    assertText(...Object.values(filter));
    const place =
      Object.keys(filter).length > 0 ? filter : { _id: trusted({ $gt: (await this.last()).seq - most }) };
    const found = this.model.find(place).sort({ _id: -1 }).limit(most);
    return (await found.lean<AuditDocument[]>()).map(toRecord);
  }

  async removeThrough(seq: number): Promise<number> {
    return (await this.model.deleteMany({ _id: trusted({ $lte: seq }) })).deletedCount;
  }

  private async insertUntilTaken(records: readonly AuditRecord[]): Promise<number> {
    const documents = records.map(({ seq, ...rest }) => ({ _id: seq, ...rest }));
    try {
      await this.model.collection.insertMany(documents as never, { ordered: true });
      return records.length;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const [{ index }] = [(error as unknown as { writeErrors: { index: number } }).writeErrors].flat() as [
        { index: number },
      ];
      return index;
    }
  }

  private async moveHead({ seq, hash }: AuditRecord): Promise<void> {
    try {
      const behind = { _id: 'head', seq: trusted({ $lt: seq }) };
      await this.heads.updateOne(behind, { $set: { seq, hash } }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

function toRecord({ _id, ...rest }: AuditDocument): AuditRecord {
  return { seq: _id, ...rest };
}
