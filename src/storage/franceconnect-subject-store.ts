import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import type { AccountTrace } from '../accounts/delete-left.js';
import type { ProviderSubject, SubjectLinks, SubjectMover } from '../accounts/guardian-ports.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

interface SubjectDocument {
  _id: string;
  accountId: string;
  linkedAt: Date;
}

const schema = new Schema<SubjectDocument>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    linkedAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'franceconnect_subjects' },
);
schema.index({ accountId: 1 }, { unique: true });

/** Which account each FranceConnect identity opens: `_id` is a hash of issuer and `sub`, and both ways are unique. */
export class MongoSubjectStore implements SubjectLinks, SubjectMover, AccountTrace {
  readonly model: Model<SubjectDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<SubjectDocument>('FranceConnectSubject', schema);
  }

  async accountIdOf(subject: ProviderSubject): Promise<string | undefined> {
    const found = await this.model.collection.findOne({ _id: keyOf(subject) as never });
    return found?.['accountId'] as string | undefined;
  }

  async link(subject: ProviderSubject, accountId: string, now: Date): Promise<boolean> {
    assertText(accountId);
    try {
      await this.model.collection.insertOne({ _id: keyOf(subject), accountId, linkedAt: now } as never);
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await this.accountIdOf(subject)) === accountId;
    }
  }

  async unlink(accountId: string): Promise<boolean> {
    assertText(accountId);
    return (await this.model.collection.deleteOne({ accountId })).deletedCount === 1;
  }

  async has(accountId: string): Promise<boolean> {
    assertText(accountId);
    return (await this.model.collection.findOne({ accountId })) !== null;
  }

  async move(fromId: string, toId: string): Promise<boolean> {
    assertText(fromId, toId);
    const update = { $set: { accountId: toId } };
    try {
      return (await this.model.collection.updateOne({ accountId: fromId }, update)).matchedCount === 1;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** The account is deleted. */
  async removeOfAccount(accountId: string): Promise<void> {
    await this.unlink(accountId);
  }
}

function keyOf({ issuer, sub }: ProviderSubject): string {
  assertText(issuer, sub);
  return createHash('sha256').update(`${issuer}\0${sub}`).digest('base64url');
}
