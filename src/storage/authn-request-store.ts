import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import { GatewayError } from '../errors.js';
import type { AuthnRequest } from '../saml/types.js';
import type { AuthnRequestLedger, HoldTerms, PendingRequest } from '../web/ports.js';
import { assertText } from './assert-text.js';
import { findTogether } from './find-together.js';
import { insertTogether } from './insert-together.js';
import { takeTogether, type Taking } from './take-together.js';

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
  /** Which of the takings made it `answered`. */
  takenBy?: string;
}

/** Most characters of a request that a process remembers besides the store: 20 MB for all of them, whoever sends them. */
const longestOwn = 2000;

const schema = new Schema<AuthnRequestDocument>(
  {
    _id: { type: String, required: true },
    until: { type: Date, required: true },
    handle: String,
    request: String,
    receivedAt: Date,
    browser: String,
    answered: Boolean,
    takenBy: String,
  },
  { versionKey: false, strict: 'throw', collection: 'authn_requests' },
);
schema.index({ handle: 1 }, { sparse: true });
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

/**
 * The requests received from portals: a second one with the same ID meets the `_id` of the first (saml-profiles 4.1.4.5).
 * A process shows the requests that it kept itself from memory; which of them is answered, the store alone decides.
 */
export class MongoAuthnRequestLedger implements AuthnRequestLedger {
  readonly model: Model<AuthnRequestDocument>;
  private readonly find: (handle: string) => Promise<AuthnRequestDocument | undefined>;
  private readonly add: (document: AuthnRequestDocument) => Promise<boolean>;
  private readonly take: (taking: Taking) => Promise<boolean>;
  /** By handle, oldest first; each of a browser. */
  private readonly own = new Map<string, AuthnRequestDocument>();
  /** `mostOwn`: how many requests the process remembers besides the store. */
  constructor(
    connection: Connection,
    private readonly mostOwn = 5000,
  ) {
    this.model = connection.model<AuthnRequestDocument>('AuthnRequest', schema);
    this.find = findTogether(this.model, 'handle');
    this.add = insertTogether(this.model);
    this.take = takeTogether(this.model);
  }

  remember(request: AuthnRequest, until: Date): Promise<void> {
    return this.insert({ _id: replayKey(request), until });
  }

  async hold(request: AuthnRequest, terms: HoldTerms): Promise<void> {
    const { browser, ...rest } = terms;
    const document = { _id: replayKey(request), request: JSON.stringify(request), answered: false, ...rest };
    if (browser === undefined) return this.insert(document);
    const own = { ...document, browser };
    await this.insert(own);
    if (own.request.length > longestOwn) return;
    this.own.set(terms.handle, own);
    const [oldest] = this.own.keys();
    if (this.own.size > this.mostOwn && oldest !== undefined) this.own.delete(oldest);
  }

  async claim(handle: string, browser: string, now: Date): Promise<PendingRequest | undefined> {
    assertText(browser);
    let found = await this.read(handle, now);
    if (found !== undefined && found.browser === undefined) {
      await this.model.updateOne({ _id: found._id, browser: null }, { $set: { browser } });
      found = await this.read(handle, now);
    }
    return found?.browser === browser ? toPending(found) : undefined;
  }

  async prolong(handle: string, browser: string, until: Date): Promise<void> {
    assertText(handle, browser);
    this.own.delete(handle);
    await this.model.collection.updateOne({ handle, browser, answered: false }, { $max: { until } });
  }

  async takeToAnswer(handle: string, browser: string, now: Date): Promise<PendingRequest | undefined> {
    assertText(browser);
    const found = await this.read(handle, now);
    this.own.delete(handle);
    if (found === undefined || found.browser !== browser || found.answered === true) return undefined;
    return (await this.take({ _id: found._id, browser, now })) ? toPending(found) : undefined;
  }

  private async read(handle: string, now: Date): Promise<AuthnRequestDocument | undefined> {
    const own = this.own.get(handle);
    if (own !== undefined && own.until > now) return own;
    // Another process may have prolonged it.
    this.own.delete(handle);
    const found = await this.find(handle);
    return found !== undefined && found.until > now ? found : undefined;
  }

  private async insert(document: AuthnRequestDocument): Promise<void> {
    if (!(await this.add(document))) throw new GatewayError('replay');
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
