import { createHmac } from 'node:crypto';
import { GatewayError } from '../errors.js';
import type { AuditEntry, AuditRecord, AuditSink, AuditStore } from './audit-ports.js';

/** Times the end of the chain is read again because another process added to it. */
const tries = 200;
/** The act of the entry that says which records were removed by age, so that the chain may begin after them. */
const purgeAct = 'audit.purge';

/** What a verification found. */
export interface AuditVerdict {
  records: number;
  /** The last record read: noted elsewhere, it shows later whether the end was cut off. */
  last: Pick<AuditRecord, 'seq' | 'hash'>;
  /** What is wrong, one sentence each; empty: nothing. */
  faults: string[];
}

/**
 * The audit trail of domain 15.2: each record holds the hash of the one before, under a key that no database holds. The
 * number of a record is its `_id`, so that several processes can add at once: who comes second reads the end again.
 */
export class AuditTrail implements AuditSink {
  private queue: Promise<unknown> = Promise.resolve();
  constructor(
    private readonly store: AuditStore,
    private readonly key: Buffer,
  ) {}

  /** @throws GatewayError `busy` when other processes add all the time; what the store throws. */
  append(entries: readonly AuditEntry[]): Promise<void> {
    const added = this.queue.then(() => this.add(entries));
    this.queue = added.catch(() => undefined);
    return added;
  }

  /** Reads the whole chain. `noted`: a record that somebody wrote down before. */
  async verify(noted?: AuditVerdict['last']): Promise<AuditVerdict> {
    const verdict: AuditVerdict = { records: 0, last: { seq: 0, hash: '' }, faults: [] };
    let begin: string | undefined;
    let begun = false;
    for await (const record of this.store.from(0)) {
      const { seq, previous, hash } = record;
      if (verdict.records === 0 && seq > 1) begin = `${seq - 1} ${previous}`;
      else verdict.faults.push(...faultsBetween(verdict.last, record));
      if (hash !== this.hash(record)) verdict.faults.push(`record ${seq} was changed`);
      if (noted?.seq === seq && noted.hash !== hash)
        verdict.faults.push(`record ${seq} is not the one noted`);
      begun ||= record.act === purgeAct && record.detail === begin;
      verdict.records += 1;
      verdict.last = { seq, hash };
    }
    if (begin !== undefined && !begun) verdict.faults.push('the beginning was removed, and not by age');
    const end = Math.max((await this.store.last()).seq, noted?.seq ?? 0);
    if (end > verdict.last.seq) verdict.faults.push(`records ${verdict.last.seq + 1} to ${end} are missing`);
    return verdict;
  }

  /** Removes the records before `until`, once the trail itself says so; gives their number. */
  async purge(until: Date, by: AuditEntry['by'], now: Date): Promise<number> {
    let through: AuditRecord | undefined;
    for await (const record of this.store.from(0)) {
      if (record.at >= until) break;
      through = record;
    }
    if (through === undefined) return 0;
    const { seq, hash } = through;
    await this.append([{ at: now, by, act: purgeAct, result: 'done', detail: `${seq} ${hash}` }]);
    return this.store.removeThrough(seq);
  }

  private async add(entries: readonly AuditEntry[]): Promise<void> {
    let pending = entries;
    for (let count = 0; count < tries && pending.length > 0; count += 1) {
      pending = pending.slice(await this.store.insert(this.chain(pending, await this.store.last())));
    }
    if (pending.length > 0)
      throw new GatewayError('busy', { detail: 'the audit trail is added to all the time' });
  }

  private chain(entries: readonly AuditEntry[], last: AuditVerdict['last']): AuditRecord[] {
    let { seq, hash } = last;
    return entries.map((entry) => {
      const record = { ...entry, seq: (seq += 1), previous: hash, hash: '' };
      hash = this.hash(record);
      return { ...record, hash };
    });
  }

  /** Over a list of fixed length: no value can be read as another's. */
  private hash({ seq, previous, at, by, act, accountId, result, count, detail }: AuditRecord): string {
    const whom = [by.name, by.role, by.uai ?? null, by.ip ?? null];
    const what = [act, accountId ?? null, result, count ?? null, detail ?? null];
    const text = JSON.stringify([seq, previous, at.toISOString(), ...whom, ...what]);
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}

function faultsBetween(last: AuditVerdict['last'], { seq, previous }: AuditRecord): string[] {
  if (seq > last.seq + 1) return [`records ${last.seq + 1} to ${seq - 1} are missing`];
  return previous === last.hash ? [] : [`record ${seq} does not follow record ${last.seq}`];
}
