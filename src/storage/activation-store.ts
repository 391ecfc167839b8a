import { Schema, type Connection, type Model } from 'mongoose';
import type {
  ActivationChange,
  ActivationRecord,
  ActivationRepository,
  AskedFor,
  SentCode,
} from '../accounts/activation-ports.js';
import type { FranceConnectIdentity } from '../accounts/guardian-ports.js';
import { assertText } from './assert-text.js';
import { versionedUpdate } from './versioned-update.js';

type ActivationDocument = Omit<ActivationRecord, 'id'> & { _id: string };

const text = { type: String, required: true };
const date = { type: Date, required: true };
const whole = { type: Number, required: true };
const part = { _id: false, strict: 'throw' } as const;
const identitySchema = new Schema<FranceConnectIdentity>(
  { issuer: text, sub: text, familyName: text, usageName: String, givenNames: text, mail: String },
  part,
);
const askedSchema = new Schema<AskedFor>({ mobile: text, sn: String, givenName: String }, part);
const codeSchema = new Schema<SentCode>(
  { mac: text, answers: whole, expiresAt: date, accountId: String },
  part,
);
const schema = new Schema<ActivationDocument>(
  {
    _id: text,
    ...{ path: text, step: text, accountId: String, passwordHash: String },
    ...{ identity: identitySchema, asked: askedSchema, code: codeSchema },
    end: { type: new Schema({ suite: String, retour: String }, part), required: true },
    ...{ expiresAt: date, version: whole },
  },
  { versionKey: false, strict: 'throw', collection: 'activations' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Activations of guardians under way; each is forgotten when its hour is over. */
export class MongoActivationStore implements ActivationRepository {
  readonly model: Model<ActivationDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<ActivationDocument>('Activation', schema);
  }

  async add({ id, ...record }: ActivationRecord): Promise<void> {
    await this.model.collection.insertOne({ _id: id as never, ...record });
  }

  async read(id: string, now: Date): Promise<ActivationRecord | undefined> {
    assertText(id);
    const found = await this.model.collection.findOne({ _id: id as never, expiresAt: { $gt: now } });
    if (found === null) return undefined;
    const { _id, ...record } = found as unknown as ActivationDocument;
    return { id: _id, ...record };
  }

  async change(
    { id, version }: Pick<ActivationRecord, 'id' | 'version'>,
    change: ActivationChange,
  ): Promise<boolean> {
    assertText(id);
    const update = versionedUpdate(change);
    return (await this.model.collection.updateOne({ _id: id as never, version }, update)).matchedCount === 1;
  }

  async remove(id: string): Promise<void> {
    assertText(id);
    await this.model.collection.deleteOne({ _id: id as never });
  }
}
