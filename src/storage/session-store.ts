import { Schema, trusted, type Connection, type Model } from 'mongoose';
import type { ListedSession, SessionRepository, SignedIn, StoredSession } from '../web/ports.js';
import { assertText } from './assert-text.js';
import { findTogether } from './find-together.js';
import { insertTogether } from './insert-together.js';

/** `user` is kept as JSON text: nothing asks for a part of it, and it is read at every single sign-on. */
interface SessionDocument {
  _id: string;
  accountId: string;
  user: string;
  expiresAt: Date;
}

const schema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    user: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'sessions' },
);
schema.index({ accountId: 1 }, { sparse: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Sessions of an account that are shown, those last used first: with thousands of them the page stopped everybody else's. */
const mostListed = 50;

/** Sessions at rest; the read is the one query of single sign-on and goes to the driver, past Mongoose. */
export class MongoSessionStore implements SessionRepository {
  readonly model: Model<SessionDocument>;
  private readonly find: (idHash: string) => Promise<SessionDocument | undefined>;
  private readonly insert: (document: SessionDocument) => Promise<boolean>;
  constructor(connection: Connection) {
    this.model = connection.model<SessionDocument>('Session', schema);
    this.find = findTogether(this.model, '_id');
    this.insert = insertTogether(this.model);
  }

  async read(idHash: string, now: Date): Promise<StoredSession | undefined> {
    const found = await this.find(idHash);
    if (found === undefined || found.expiresAt <= now) return undefined;
    return { user: JSON.parse(found.user) as SignedIn, expiresAt: found.expiresAt };
  }

  async add(idHash: string, { user, expiresAt }: StoredSession): Promise<void> {
    const { accountId } = user.subject;
    assertText(idHash, accountId);
    const document = { _id: idHash, accountId, user: JSON.stringify(user), expiresAt };
    if (!(await this.insert(document))) throw new Error('the id of a session is taken');
  }

  async touch(idHash: string, expiresAt: Date): Promise<void> {
    assertText(idHash);
    await this.model.collection.updateOne({ _id: idHash as never }, { $set: { expiresAt } });
  }

  async remove(idHash: string): Promise<void> {
    await this.model.deleteOne({ _id: idHash });
  }

  async removeOfAccounts(accountIds: readonly string[]): Promise<number> {
    assertText(...accountIds);
    return (await this.model.deleteMany({ accountId: trusted({ $in: [...accountIds] }) })).deletedCount;
  }

  async removeOfAccount(accountId: string): Promise<number> {
    return (await this.model.deleteMany({ accountId })).deletedCount;
  }

  async listOfAccount(accountId: string, now: Date): Promise<ListedSession[]> {
    assertText(accountId);
    const newest = this.model.find({ accountId }).sort({ expiresAt: -1 }).limit(mostListed);
    const found = await newest.lean<SessionDocument[]>();
    return found
      .filter(({ expiresAt }) => expiresAt > now)
      .map(({ _id, user, expiresAt }) => ({
        idHash: _id,
        user: JSON.parse(user) as SignedIn,
        expiresAt,
      }));
  }

  async removeOthers(accountId: string, keptIdHash: string): Promise<number> {
    assertText(accountId, keptIdHash);
    const others = { accountId, _id: trusted({ $ne: keptIdHash }) };
    return (await this.model.deleteMany(others)).deletedCount;
  }
}
