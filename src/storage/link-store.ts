import { Schema, type Connection, type Model } from 'mongoose';
import type { LinkPurpose, LinkRepository, StoredLink } from '../accounts/link-ports.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

/** `hashes`: the present link and the former ones, to find the record by any of them. */
type LinkDocument = Omit<StoredLink, 'payload'> & {
  _id: string;
  hashes: readonly string[];
  /** JSON text. */
  payload: string;
  forgetAt: Date;
};

const text = { type: String, required: true };
const date = { type: Date, required: true };
const schema = new Schema<LinkDocument>(
  {
    _id: text,
    ...{ accountId: text, purpose: text, tokenHash: text, passwordMark: text, payload: text },
    ...{ hashes: { type: [String], required: true }, former: { type: [String], required: true } },
    ...{ expiresAt: date, usedAt: Date, windowStart: date, forgetAt: date },
    windowCount: { type: Number, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'links' },
);
schema.index({ hashes: 1 });
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

/** A record outlives its link by so many milliseconds, so that who comes late reads that it is past. */
const remembered = 30 * 86_400_000;

/** Links sent by mail; one record for each account and purpose, so that there is one newest link at any time. */
export class MongoLinkStore implements LinkRepository {
  readonly model: Model<LinkDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<LinkDocument>('Link', schema);
  }

  async ofAccount(accountId: string, purpose: LinkPurpose): Promise<StoredLink | undefined> {
    assertText(accountId, purpose);
    return toLink(await this.model.collection.findOne({ _id: keyOf({ accountId, purpose }) as never }));
  }

  async ofToken(tokenHash: string, purpose: LinkPurpose): Promise<StoredLink | undefined> {
    assertText(tokenHash, purpose);
    return toLink(await this.model.collection.findOne({ hashes: tokenHash, purpose } as never));
  }

  async put(link: StoredLink, seen: StoredLink | undefined): Promise<boolean> {
    const { payload, tokenHash, former, expiresAt } = link;
    const record = {
      ...link,
      payload: JSON.stringify(payload),
      hashes: [tokenHash, ...former],
      forgetAt: new Date(expiresAt.getTime() + remembered),
    };
    const _id = keyOf(link) as never;
    if (seen !== undefined) {
      const filter = { _id, tokenHash: seen.tokenHash } as never;
      return (await this.model.collection.replaceOne(filter, record as never)).matchedCount === 1;
    }
    try {
      await this.model.collection.insertOne({ _id, ...record } as never);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async use(link: StoredLink, at: Date): Promise<boolean> {
    const { tokenHash } = link;
    assertText(link.accountId, tokenHash);
    const filter = { _id: keyOf(link), tokenHash, usedAt: null, expiresAt: { $gt: at } } as never;
    return (await this.model.collection.updateOne(filter, { $set: { usedAt: at } })).matchedCount === 1;
  }
}

function keyOf({ accountId, purpose }: Pick<StoredLink, 'accountId' | 'purpose'>): string {
  return `${purpose} ${accountId}`;
}

function toLink(found: unknown): StoredLink | undefined {
  if (found === null) return undefined;
  const { accountId, purpose, tokenHash, former, passwordMark, ...rest } = found as LinkDocument;
  const { expiresAt, usedAt, windowStart, windowCount, payload } = rest;
  const link = { accountId, purpose, tokenHash, former, passwordMark, expiresAt, windowStart, windowCount };
  const read = { ...link, payload: JSON.parse(payload) as StoredLink['payload'] };
  return usedAt === undefined ? read : { ...read, usedAt };
}
