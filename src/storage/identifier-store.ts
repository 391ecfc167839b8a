import { Schema, trusted, type Connection, type Model } from 'mongoose';
import { assertText } from './assert-text.js';
import { findTogether } from './find-together.js';
import { insertNew } from './insert-new.js';

/** `_id` is the identifier in normal form, so that it stays unique when accounts are sharded. */
export interface IdentifierDocument {
  _id: string;
  accountId: string;
  claimedAt: Date;
}

const schema = new Schema<IdentifierDocument>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    claimedAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'identifiers' },
);

/** A wish to have an identifier. */
export interface Claim {
  identifier: string;
  accountId: string;
}

/** Whoever claimed an identifier writes the account at once; a minute later it never will. */
const claimLife = 60_000;

/** Whose each identifier is. */
export class IdentifierStore {
  readonly model: Model<IdentifierDocument>;
  private readonly read: (identifier: string) => Promise<IdentifierDocument | undefined>;
  constructor(connection: Connection) {
    this.model = connection.model<IdentifierDocument>('Identifier', schema);
    this.read = findTogether(this.model, '_id');
  }

  async accountIdOf(identifier: string): Promise<string | undefined> {
    return (await this.read(identifier))?.accountId;
  }

  /** Those of the identifiers that somebody has. */
  async taken(identifiers: readonly string[]): Promise<Set<string>> {
    assertText(...identifiers);
    const filter = { _id: { $in: [...identifiers] as never[] } };
    const found = await this.model.collection.find(filter, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => String(_id)));
  }

  /** Claims each identifier that nobody has; gives, for those that others claimed before, their claim. */
  async claim(claims: readonly Claim[], now: Date): Promise<Map<string, IdentifierDocument>> {
    const documents = claims.map(({ identifier, accountId }) => ({
      _id: identifier,
      accountId,
      claimedAt: now,
    }));
    const refused = await insertNew(this.model, documents);
    if (refused.length === 0) return new Map();
    const others = await this.model.find({ _id: trusted({ $in: refused.map(({ _id }) => _id) }) }).lean();
    return new Map(others.map((other) => [other._id, other]));
  }

  /** Takes over a claim that never became an account; false when it is too young, or another did so first. */
  async takeOver(former: IdentifierDocument, accountId: string, now: Date): Promise<boolean> {
    if (former.claimedAt.getTime() + claimLife > now.getTime()) return false;
    const filter = { _id: former._id, accountId: former.accountId };
    const { matchedCount } = await this.model.updateOne(filter, { $set: { accountId, claimedAt: now } });
    return matchedCount === 1;
  }

  /** Frees an identifier, if it is that account's. */
  async remove(identifier: string, accountId: string): Promise<void> {
    assertText(identifier, accountId);
    await this.model.collection.deleteOne({ _id: identifier as never, accountId });
  }
}
