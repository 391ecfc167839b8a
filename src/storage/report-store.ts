import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import type { AccountTrace } from '../accounts/delete-left.js';
import type { Report } from '../accounts/guardian-ports.js';
import type { KeptReport, ReportClosing, ReportQuery, ReportStore } from '../accounts/report-ports.js';
import { assertText } from './assert-text.js';

/** `closedAt` null: it waits. */
type ReportDocument = Omit<KeptReport, 'id' | 'closedAt'> & { _id: string; closedAt: Date | null };

const text = { type: String, required: true };
const schema = new Schema<ReportDocument>(
  {
    _id: text,
    ...{ kind: text, guardianId: text, childId: String },
    uais: { type: [String], required: true },
    at: { type: Date, required: true },
    closedAt: { type: Date, default: null },
    closedBy: String,
  },
  { versionKey: false, strict: 'throw', collection: 'reports' },
);
schema.index({ uais: 1, at: -1 });
schema.index({ guardianId: 1 });
schema.index({ childId: 1 }, { sparse: true });

/** Reports to schools; `_id` follows from what is reported, so that a step that runs again reports once. */
export class MongoReportStore implements ReportStore, AccountTrace {
  readonly model: Model<ReportDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<ReportDocument>('Report', schema);
  }

  async file(reports: readonly Report[]): Promise<void> {
    if (reports.length === 0) return;
    const writes = reports.map(({ kind, guardianId, childId, uais, at }) => {
      const whom = { kind, guardianId, ...(childId === undefined ? {} : { childId }) };
      const update = { $set: { ...whom, uais, at, closedAt: null }, $unset: { closedBy: '' } };
      return { updateOne: { filter: { _id: idOf(whom) }, update, upsert: true } };
    });
    await this.model.collection.bulkWrite(writes as never[], { ordered: false });
  }

  async find(id: string): Promise<KeptReport | undefined> {
    assertText(id);
    const found = await this.model.collection.findOne({ _id: id as never });
    return found === null ? undefined : toReport(found as unknown as ReportDocument);
  }

  async ofSchool(uai: string, { closed = false, most }: ReportQuery): Promise<KeptReport[]> {
    assertText(uai);
    const filter = { uais: uai, closedAt: closed ? { $ne: null } : null };
    const found = this.model.collection
      .find(filter as never)
      .sort({ at: -1 })
      .limit(most);
    return (await found.toArray()).map((document) => toReport(document as unknown as ReportDocument));
  }

  async close(id: string, { by, at, uai }: ReportClosing): Promise<boolean> {
    assertText(id);
    const filter = { _id: id, closedAt: null, ...(uai === undefined ? {} : { uais: uai }) };
    const update = { $set: { closedAt: at, closedBy: by } };
    return (await this.model.collection.updateOne(filter as never, update)).matchedCount === 1;
  }

  /** Of a guardian or of a child: nothing is left to look at. */
  async removeOfAccount(accountId: string): Promise<number> {
    assertText(accountId);
    const { deletedCount: own } = await this.model.collection.deleteMany({ guardianId: accountId });
    return own + (await this.model.collection.deleteMany({ childId: accountId })).deletedCount;
  }
}

/** Short enough to be typed by an operator; 80 bits do not meet by chance. */
function idOf({ kind, guardianId, childId = '' }: Pick<Report, 'kind' | 'guardianId' | 'childId'>): string {
  return createHash('sha256').update(`${kind} ${guardianId} ${childId}`).digest('hex').slice(0, 20);
}

function toReport({ _id, closedAt, ...rest }: ReportDocument): KeptReport {
  return { id: _id, ...rest, ...(closedAt === null ? {} : { closedAt }) };
}
