import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import { GatewayError } from '../errors.js';
import type { AuthnRequest } from '../saml/types.js';
import type { AuthnRequestLedger, HoldTerms, PendingRequest } from '../web/ports.js';
import { assertText } from './assert-text.js';
import { isDuplicateKey } from './duplicate-key.js';

/** Only `_id` and `until` for a request answered at once; the rest while a person signs in. */
interface AuthnRequestDocument {
  _id: string;
  until: Date;
  handle?: string;
  /** AuthnRequest as JSON text. */
  request?: string;
  receivedAt?: Date;
  browser?: string;
  answered?: boolean;
}

const schema = new Schema<AuthnRequestDocument>(
  {
    _id: { type: String, required: true },
    until: { type: Date, required: true },
    handle: String,
    request: String,
    receivedAt: Date,
    browser: String,
    answered: Boolean,
  },
  { versionKey: false, strict: 'throw', collection: 'authn_requests' },
);
schema.index({ handle: 1 }, { sparse: true });
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

/** The requests received from portals: a second one with the same ID meets the `_id` of the first (saml-profiles 4.1.4.5). */
export class MongoAuthnRequestLedger implements AuthnRequestLedger {
  readonly model: Model<AuthnRequestDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<AuthnRequestDocument>('AuthnRequest', schema);
  }

  remember(request: AuthnRequest, until: Date): Promise<void> {
    return this.insert({ _id: replayKey(request), until });
  }

  hold(request: AuthnRequest, terms: HoldTerms): Promise<void> {
    const { handle, receivedAt, until, browser } = terms;
    const document = { _id: replayKey(request), until, handle, request: JSON.stringify(request), receivedAt };
    return this.insert({ ...document, answered: false, ...(browser === undefined ? {} : { browser }) });
  }

  async claim(handle: string, browser: string, now: Date): Promise<PendingRequest | undefined> {
    assertText(handle, browser);
    let found = await this.read(handle, now);
    if (found !== null && found.browser === undefined) {
      await this.model.updateOne({ _id: found._id, browser: null }, { $set: { browser } });
      found = await this.read(handle, now);
    }
    return found === null || found.browser !== browser ? undefined : toPending(found);
  }

  async takeToAnswer(handle: string, browser: string, now: Date): Promise<PendingRequest | undefined> {
    assertText(handle, browser);
    const filter = { handle, browser, answered: false, until: { $gt: now } };
    const taken = await this.model.collection.findOneAndUpdate(filter, { $set: { answered: true } });
    return taken === null ? undefined : toPending(taken as unknown as AuthnRequestDocument);
  }

  private async read(handle: string, now: Date): Promise<AuthnRequestDocument | null> {
    const found = await this.model.collection.findOne({ handle, until: { $gt: now } });
    return found as unknown as AuthnRequestDocument | null;
  }

  private async insert(document: AuthnRequestDocument): Promise<void> {
    try {
      await this.model.collection.insertOne(document as never);
    } catch (error) {
      if (isDuplicateKey(error)) throw new GatewayError('replay', { cause: error });
      throw error;
    }
  }
}

function toPending(document: AuthnRequestDocument): PendingRequest {
  const { handle = '', request = '{}', receivedAt = document.until, answered = false } = document;
  const parsed = JSON.parse(request) as AuthnRequest & { issueInstant: string };
  return {
    handle,
    request: { ...parsed, issueInstant: new Date(parsed.issueInstant) },
    receivedAt,
    answered,
  };
}

/** One key for a portal's request ID: a portal can only collide with itself. */
function replayKey({ issuer, id }: AuthnRequest): string {
  return createHash('sha256').update(`${issuer}\0${id}`).digest('base64url');
}
