import { Schema } from 'mongoose';
import type {
  Account,
  AccountChange,
  PendingMail,
  Person,
  SchoolAttachment,
  SchoolContact,
} from '../accounts/ports.js';
import { mailKey } from '../mail-address.js';
import { failuresSchema } from './failures-schema.js';
import { versionedUpdate } from './versioned-update.js';

/** An account at rest: as the rules see it, its id under `_id`; `mailKey`: the confirmed address as it is looked up. */
export type AccountDocument = Omit<Account, 'id'> & { _id: string; mailKey?: string };

const attachmentSchema = new Schema<SchoolAttachment>(
  {
    uai: { type: String, required: true },
    degree: { type: Number, required: true },
    academy: String,
    jointure: String,
    structureId: String,
    className: String,
    level: String,
  },
  { _id: false, strict: 'throw' },
);

const personSchema = new Schema<Person>(
  {
    sn: { type: String, required: true },
    givenName: { type: String, required: true },
    title: String,
    birthDate: String,
    ineHash: String,
    schools: { type: [attachmentSchema], required: true },
    childIds: { type: [String], required: true },
  },
  { _id: false, strict: 'throw' },
);

const contactSchema = new Schema<SchoolContact>(
  { mail: String, mobiles: { type: [String], required: true } },
  { _id: false, strict: 'throw' },
);

const pendingMailSchema = new Schema<PendingMail>(
  {
    address: { type: String, required: true },
    owner: { type: String, required: true },
    askedAt: { type: Date, required: true },
  },
  { _id: false, strict: 'throw' },
);

export const accountSchema = new Schema<AccountDocument>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    identifier: { type: String, required: true },
    state: { type: String, required: true },
    passwordHash: String,
    person: { type: personSchema, required: true },
    contact: contactSchema,
    searchName: String,
    mail: String,
    mailKey: String,
    mailOwner: String,
    language: String,
    pendingMail: pendingMailSchema,
    ownMailProposedAt: Date,
    frEduCtId: { type: String, required: true },
    failures: { type: failuresSchema, required: true },
    lastSignInAt: Date,
    createdAt: { type: Date, required: true },
    changedAt: Date,
    notifiedAt: Date,
    expiresAt: Date,
    activatedAt: Date,
    activatedBy: String,
    hiddenChildIds: { type: [String], default: undefined },
    lockedFrom: String,
    leftFrom: String,
    leftAt: Date,
    absorbing: String,
    mergedInto: String,
    deletedAt: Date,
    version: { type: Number, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'accounts' },
);
accountSchema.index({ 'person.schools.uai': 1, kind: 1 });
accountSchema.index({ leftAt: 1 }, { sparse: true });
accountSchema.index({ absorbing: 1 }, { sparse: true });
accountSchema.index({ mailKey: 1 }, { sparse: true });
accountSchema.index({ 'contact.mobiles': 1 }, { sparse: true });

/** The account that a stored document is. */
export function toAccount({ _id, ...rest }: AccountDocument): Account {
  const account: Account & { mailKey?: string } = { id: _id, ...rest };
  delete account.mailKey;
  return account;
}

/** What is stored beside the mail of a new account. */
export function mailKeyOf({ mail }: Pick<Account, 'mail'>): Pick<AccountDocument, 'mailKey'> {
  return mail === undefined ? {} : { mailKey: mailKey(mail) };
}

/** The update that a change of an account is. */
export function toUpdate(change: AccountChange): Record<string, object> {
  if (!('mail' in change)) return versionedUpdate(change);
  return versionedUpdate({
    ...change,
    mailKey: change.mail === undefined ? undefined : mailKey(change.mail),
  });
}
