import { Schema, type Connection, type Model } from 'mongoose';
import type {
  Backlog,
  Channel,
  EntryState,
  FailureReason,
  OutboxEntry,
  OutboxQuery,
  OutboxRepository,
  SealedEntry,
} from '../messaging/ports.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

/** An entry; `sealed` is there while it waits, `leased` true while a process sends it (or died doing so). */
type OutboxDocument = Omit<OutboxEntry, 'id'> & { _id: string; sealed?: string; leased?: boolean };

interface BudgetDocument {
  /** Day of the budget, `YYYY-MM-DD`. */
  _id: string;
  spent: number;
  forgetAt: Date;
}

const text = { type: String, required: true };
const date = { type: Date, required: true };
const schema = new Schema<OutboxDocument>(
  {
    _id: text,
    ...{ channel: text, template: text, language: text, state: text, recipient: text, recipientHash: text },
    ...{ queuedAt: date, expiresAt: date, nextAt: date, endedAt: Date },
    tries: { type: Number, required: true },
    reason: String,
    sealed: String,
    leased: Boolean,
  },
  { versionKey: false, strict: 'throw', collection: 'outbox' },
);
schema.index({ channel: 1, state: 1, nextAt: 1 });
schema.index({ channel: 1, state: 1, queuedAt: 1 });
schema.index({ recipientHash: 1, queuedAt: 1 });
/** Metadata of messages are kept for a year (domain 15.1). */
schema.index({ queuedAt: 1 }, { expireAfterSeconds: 365 * 86_400 });

const budgetSchema = new Schema<BudgetDocument>(
  { _id: text, spent: { type: Number, required: true }, forgetAt: date },
  { versionKey: false, strict: 'throw', collection: 'sms_budgets' },
);
budgetSchema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

const channels: readonly Channel[] = ['mail', 'sms'];
const states: readonly EntryState[] = ['waiting', 'sent', 'dead'];

/** Messages to be sent, and for a year that they were. A lease is `nextAt` moved on, and `tries` says whose it is. */
export class MongoOutboxStore implements OutboxRepository {
  readonly model: Model<OutboxDocument>;
  readonly budgets: Model<BudgetDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<OutboxDocument>('OutboxEntry', schema);
    this.budgets = connection.model<BudgetDocument>('SmsBudget', budgetSchema);
  }

  async add({ id, ...entry }: SealedEntry): Promise<boolean> {
    try {
      await this.model.collection.insertOne({ _id: id, ...entry } as never);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async take(channel: Channel, now: Date, leaseUntil: Date): Promise<SealedEntry | undefined> {
    assertText(channel);
    const taken = await this.model.collection.findOneAndUpdate(
      { channel, state: 'waiting', nextAt: { $lte: now } },
      { $set: { nextAt: leaseUntil, leased: true }, $inc: { tries: 1 } },
      { sort: { nextAt: 1 }, returnDocument: 'after' },
    );
    return taken === null ? undefined : (toEntry(taken as unknown as OutboxDocument) as SealedEntry);
  }

  postpone(entry: OutboxEntry, nextAt: Date, reason: FailureReason): Promise<boolean> {
    return this.change(entry, { $set: { nextAt, reason }, $unset: { leased: '' } });
  }

  end(entry: OutboxEntry, state: 'sent' | 'dead', at: Date, reason?: FailureReason): Promise<boolean> {
    const why = reason === undefined ? {} : { reason };
    return this.change(entry, { $set: { state, endedAt: at, ...why }, $unset: { sealed: '', leased: '' } });
  }

  async backlog(channel: Channel): Promise<Backlog> {
    assertText(channel);
    const filter = { channel, state: 'waiting' };
    const [waiting, oldest] = await Promise.all([
      this.model.collection.countDocuments(filter),
      this.model.collection.findOne(filter, { sort: { queuedAt: 1 } }),
    ]);
    return oldest === null ? { waiting } : { waiting, oldest: oldest['queuedAt'] as Date };
  }

  async find(id: string): Promise<OutboxEntry | undefined> {
    assertText(id);
    const found = await this.model.collection.findOne({ _id: id as never });
    return found === null ? undefined : withoutSeal(toEntry(found as unknown as OutboxDocument));
  }

  async list({ channel, state, recipientHash }: OutboxQuery, limit: number): Promise<OutboxEntry[]> {
    const kinds =
      recipientHash === undefined
        ? channels.flatMap((one) => states.map((each) => ({ channel: one, state: each })))
        : [{ recipientHash }];
    const wanted = {
      ...(channel === undefined ? {} : { channel }),
      ...(state === undefined ? {} : { state }),
    };
    const filters = kinds
      .map((kind) => ({ ...kind, ...wanted }))
      .filter((filter, index, all) => all.findIndex((other) => sameKind(other, filter)) === index);
    const found = await Promise.all(
      filters.map((filter) =>
        this.model.find(filter).sort({ queuedAt: -1 }).limit(limit).lean<OutboxDocument[]>(),
      ),
    );
    const entries = found.flat().sort((a, b) => b.queuedAt.getTime() - a.queuedAt.getTime());
    return entries.slice(0, limit).map((document) => withoutSeal(toEntry(document)));
  }

  async hasten(id: string, now: Date): Promise<boolean> {
    assertText(id);
    const filter = { _id: id as never, state: 'waiting', leased: null };
    return (await this.model.collection.updateOne(filter, { $min: { nextAt: now } })).matchedCount === 1;
  }

  async spend(day: string, parts: number, limit: number): Promise<boolean> {
    assertText(day);
    const filter = { _id: day as never, spent: { $lte: limit - parts } };
    const update = { $inc: { spent: parts } };
    const spent = async (): Promise<boolean> =>
      (await this.budgets.collection.updateOne(filter, update)).matchedCount === 1;
    if (await spent()) return true;
    if (parts < 0 || parts > limit) return false;
    const forgetAt = new Date(Date.parse(day) + 30 * 86_400_000);
    try {
      await this.budgets.collection.insertOne({ _id: day, spent: parts, forgetAt } as never);
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return spent();
    }
  }

  async spent(day: string): Promise<number> {
    assertText(day);
    const found = await this.budgets.collection.findOne({ _id: day as never });
    return Number(found?.['spent'] ?? 0);
  }

  private async change({ id, tries }: OutboxEntry, update: object): Promise<boolean> {
    assertText(id);
    const filter = { _id: id as never, state: 'waiting', tries };
    return (await this.model.collection.updateOne(filter, update)).matchedCount === 1;
  }
}

function sameKind(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function toEntry({ _id, ...document }: OutboxDocument): OutboxEntry & { sealed?: string } {
  const entry = { id: _id, ...document };
  delete entry.leased;
  return entry;
}

function withoutSeal(entry: OutboxEntry & { sealed?: string }): OutboxEntry {
  const open = { ...entry };
  delete open.sealed;
  return open;
}
