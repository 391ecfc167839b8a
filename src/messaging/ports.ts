import type { Language } from '../languages.js';
import type { MailParameters, MailTemplate, SmsParameters, SmsTemplate } from './message-catalogue.js';

export type { MailParameters, MailTemplate, SmsParameters, SmsTemplate };

export type Channel = 'mail' | 'sms';
export type MessageLanguage = Language;

interface Terms {
  language: MessageLanguage;
  /** After it the content is worth nothing (a code of 10 min, a link of 72 h): the message is then not sent any more. */
  expiresAt: Date;
  /** The same id queued twice is sent once: for steps that may run again. 1 to 64 letters, digits, `-`, `_`. */
  id?: string;
}

export type MailOrder = {
  [T in MailTemplate]: { template: T; to: string; parameters: MailParameters[T] } & Terms;
}[MailTemplate];

export type SmsOrder = {
  [T in SmsTemplate]: { template: T; to: string; parameters: SmsParameters[T] } & Terms;
}[SmsTemplate];

/** `channel-off`: no transport is configured. `address`: not an e-mail address. The others: phone-number.ts. */
export type QueueFault =
  'channel-off' | 'address' | 'number-invalid' | 'number-country' | 'number-not-mobile';

export type QueueOutcome = { queued: true; id: string } | { queued: false; fault: QueueFault };

/**
 * What rules know of messages. Queueing is one insert; the sending comes after, however often it takes. A refusal that must
 * not tell whether an account exists is answered first, and the message queued after the answer (security 3, Enumeration).
 */
export interface Messages {
  /** False: pages send people to their school instead. */
  canSend(channel: Channel): boolean;
  /** @throws TypeError when a parameter is missing or malformed, or a link leads elsewhere than to BASE_URL. */
  queueMail(order: MailOrder): Promise<QueueOutcome>;
  /** @throws TypeError as queueMail. The number may be written in any usual way. */
  queueSms(order: SmsOrder): Promise<QueueOutcome>;
}

/** Why a message was not sent; few, since they are labels of a measure. */
export type FailureReason =
  | 'connection'
  | 'timeout'
  | 'tls'
  | 'configuration'
  | 'busy'
  | 'recipient'
  | 'rejected'
  | 'budget'
  | 'expired'
  | 'unreadable'
  | 'internal';

export type EntryState = 'waiting' | 'sent' | 'dead';

/** What is kept of a message for a year: never its text, nor its recipient in clear (domain 15.1). */
export interface OutboxEntry {
  id: string;
  channel: Channel;
  template: string;
  language: MessageLanguage;
  state: EntryState;
  /** Enough for a person to recognise it: `n…@e….org`, `+33 … 78`. */
  recipient: string;
  /** Keyed hash of the recipient, to answer "was anything sent to this address?". */
  recipientHash: string;
  queuedAt: Date;
  expiresAt: Date;
  /** Not before this instant; while a process sends it, when its lease ends. */
  nextAt: Date;
  /** Sends begun so far. */
  tries: number;
  /** Of the last try that failed. */
  reason?: FailureReason;
  /** When it was sent or given up. */
  endedAt?: Date;
}

/** An entry with recipient and parameters, encrypted; both go when it is sent or dead. */
export type SealedEntry = OutboxEntry & { sealed: string };

export interface Backlog {
  waiting: number;
  /** When the oldest waiting entry was queued. */
  oldest?: Date;
}

/** Entries at rest; each write is one atomic document operation. */
export interface OutboxRepository {
  /** False: that id was there already, and stays as it was. */
  add(entry: SealedEntry): Promise<boolean>;
  /** Leases until `leaseUntil` the entry of `channel` that is due the longest, and counts a try. */
  take(channel: Channel, now: Date, leaseUntil: Date): Promise<SealedEntry | undefined>;
  /** Sends later; false when the lease had passed to another (also the one below). */
  postpone(entry: OutboxEntry, nextAt: Date, reason: FailureReason): Promise<boolean>;
  /** Ends an entry and wipes what was sealed. */
  end(entry: OutboxEntry, state: 'sent' | 'dead', at: Date, reason?: FailureReason): Promise<boolean>;
  backlog(channel: Channel): Promise<Backlog>;
  find(id: string): Promise<OutboxEntry | undefined>;
  /** The newest first, `limit` at most. */
  list(which: OutboxQuery, limit: number): Promise<OutboxEntry[]>;
  /** Makes a waiting entry due at `now`; false when it does not wait, or is being sent. */
  hasten(id: string, now: Date): Promise<boolean>;
  /** Takes `parts` of the budget of `day` (`YYYY-MM-DD`); false when fewer are left. Negative: gives back. */
  spend(day: string, parts: number, limit: number): Promise<boolean>;
  /** What was spent of that budget. */
  spent(day: string): Promise<number>;
}

export interface OutboxQuery {
  channel?: Channel;
  state?: EntryState;
  recipientHash?: string;
}

export interface OutgoingMail {
  /** Stable for an entry: a second sending of the same entry can be recognised (Message-ID). */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  language: MessageLanguage;
}

export interface OutgoingSms {
  id: string;
  /** E.164. */
  to: string;
  text: string;
}

/** How messages of one kind leave. Throws SendError. */
export interface Transport<M> {
  send(message: M): Promise<void>;
}

export interface Transports {
  mail?: Transport<OutgoingMail>;
  sms?: Transport<OutgoingSms>;
}

/** What is counted of messages. */
export interface MessageMeter {
  countSent(channel: Channel): void;
  countFailure(channel: Channel, reason: FailureReason): void;
  countDead(channel: Channel, reason: FailureReason): void;
}

/** Texts of templates/locales, in one language. */
export interface MessageTexts {
  text(key: string, values?: Readonly<Record<string, unknown>>): string;
  tree(key: string, values?: Readonly<Record<string, unknown>>): unknown;
}
