import type { AccountAct, ServiceAct } from './audit-acts.js';

/** Who does something that is audited. Its IP and its school, where there are any. */
export interface Actor {
  /** Operator's name, staff's name, `id` of the person's own account, or the name of a job. */
  name: string;
  role: 'operator' | 'staff' | 'person' | 'job';
  uai?: string;
  ip?: string;
}

/** What was done, and to which account. */
export type Act = { act: AccountAct; accountId?: string } | { act: ServiceAct; accountId?: never };

export interface AuditFacts {
  at: Date;
  by: Actor;
  result: 'done' | 'refused';
  /** Accounts concerned, for acts on many. */
  count?: number;
  /** Identifier-free words: a class, a job, why it was refused. */
  detail?: string;
}

/** One line of the audit trail (domain 15.2). Never a password, a code, a token, a whole telephone number or e-mail address. */
export type AuditEntry = AuditFacts & Act;

/** Where acts are recorded for good. */
export interface AuditSink {
  /** Resolves when the entries are stored, chained in that order. */
  append(entries: readonly AuditEntry[]): Promise<void>;
}

/** An entry in its place of the chain. */
export interface AuditRecord extends AuditFacts {
  /** One that a former version wrote may be no Act any more. */
  act: string;
  accountId?: string;
  /** 1, 2, 3... without a gap. */
  seq: number;
  /** `hash` of the record before; empty for the first. */
  previous: string;
  /** HMAC-SHA-256 over all of this record but itself, base64url. */
  hash: string;
}

export interface AuditQuery {
  accountId?: string;
  uai?: string;
  /** The latest so many. */
  most: number;
}

/** The trail at rest: records are added at its end and never changed. */
export interface AuditStore {
  /** Number and hash of the last record; 0 and empty: there is none. */
  last(): Promise<Pick<AuditRecord, 'seq' | 'hash'>>;
  /** Adds records in order until a `seq` is there already; gives how many were added. */
  insert(records: readonly AuditRecord[]): Promise<number>;
  /** Every record from `seq` on, in order. */
  from(seq: number): AsyncIterable<AuditRecord>;
  /** The latest that match, newest first. */
  list(query: AuditQuery): Promise<AuditRecord[]>;
  /** Removes the records up to and with `seq`; gives their number. */
  removeThrough(seq: number): Promise<number>;
}
