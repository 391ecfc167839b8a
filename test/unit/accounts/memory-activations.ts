import type {
  ActivationChange,
  ActivationRecord,
  ActivationRepository,
  DateTries,
  DateTriesRepository,
} from '../../../src/accounts/activation-ports.js';
import type { AllowanceRepository, AllowanceTerms } from '../../../src/accounts/allowance-ports.js';

/** Activations in memory, each call a turn of the event loop. */
export class MemoryActivations implements ActivationRepository {
  readonly records = new Map<string, ActivationRecord>();

  async add(record: ActivationRecord): Promise<void> {
    await turn();
    this.records.set(record.id, record);
  }

  async read(id: string, now: Date): Promise<ActivationRecord | undefined> {
    await turn();
    const found = this.records.get(id);
    return found !== undefined && found.expiresAt > now ? found : undefined;
  }

  async change(
    { id, version }: Pick<ActivationRecord, 'id' | 'version'>,
    change: ActivationChange,
  ): Promise<boolean> {
    await turn();
    const stored = this.records.get(id);
    if (stored?.version !== version) return false;
    this.records.set(id, { ...stored, ...change, version: version + 1 } as ActivationRecord);
    return true;
  }

  async remove(id: string): Promise<void> {
    await turn();
    this.records.delete(id);
  }
}

/** Wrong birth dates in memory. */
export class MemoryDateTries implements DateTriesRepository {
  readonly kept = new Map<string, DateTries & { until: Date }>();

  async read(accountId: string, now: Date): Promise<DateTries> {
    await turn();
    const found = this.kept.get(accountId);
    if (found === undefined) return { accountId, wrong: 0, version: 0 };
    return found.until > now ? found : { accountId, wrong: 0, version: found.version };
  }

  async save(
    { accountId, version }: DateTries,
    next: Pick<DateTries, 'wrong' | 'lockedUntil'>,
    until: Date,
  ): Promise<boolean> {
    await turn();
    if ((this.kept.get(accountId)?.version ?? 0) !== version) return false;
    this.kept.set(accountId, { accountId, ...next, until, version: version + 1 });
    return true;
  }
}

/** Counts that never end by themselves. */
export class MemoryAllowances implements AllowanceRepository {
  readonly taken = new Map<string, number>();

  async take(key: string, { most }: AllowanceTerms): Promise<boolean> {
    const count = (this.taken.get(key) ?? 0) + 1;
    if (count > most) return false;
    this.taken.set(key, count);
    return true;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
