import { createHash } from 'node:crypto';
import { dayIn } from '../calendar.js';
import type { Clock } from '../clock.js';
import type { Logger } from '../log.js';
import { WriteLater } from '../write-later.js';
import type { ReleaseRecord, ReleaseStore } from './ports.js';

export interface ReleaseRecorderTools {
  releases: Pick<ReleaseStore, 'save'>;
  clock: Clock;
  /** Whose days people are shown (TIME_ZONE). */
  timeZone: string;
  log: Pick<Logger, 'warn'>;
  /** Between two writes. */
  everyMilliseconds: number;
}

/** Records written today that this process remembers, so that it writes each once a day. */
const mostRemembered = 100_000;
/** Records that may wait while the store is away; the oldest are given up. */
const mostWaiting = 50_000;

/**
 * Notes which portal received which attributes of whom, without any sign-on waiting for it: notes are gathered and written
 * together, each person and portal at most once a day by one process. A crash loses those of the last moments; the next
 * sign-on brings them back.
 */
export class ReleaseRecorder {
  private readonly waiting = new Map<string, ReleaseRecord>();
  private written = new Set<string>();
  private day = '';
  private readonly later = new WriteLater(() => this.write());
  constructor(private readonly tools: ReleaseRecorderTools) {}

  /** Remembers what was sent; returns at once. */
  note(accountId: string, entityId: string, attributes: readonly string[]): void {
    const today = dayIn(this.tools.timeZone, this.tools.clock.now());
    if (today !== this.day || this.written.size >= mostRemembered) {
      this.day = today;
      this.written = new Set();
    }
    const whole = JSON.stringify([accountId, entityId, ...attributes]);
    const key = createHash('sha256').update(whole).digest('base64');
    if (this.written.has(key)) return;
    this.written.add(key);
    this.wait({ accountId, entityId, attributes, firstOn: today, lastOn: today });
    this.later.within(this.tools.everyMilliseconds);
  }

  /** Writes what waits; what the store refuses waits for the next time. */
  flush(): Promise<void> {
    return this.later.flush();
  }

  private async write(): Promise<void> {
    const records = [...this.waiting.values()];
    if (records.length === 0) return;
    this.waiting.clear();
    try {
      await this.tools.releases.save(records);
    } catch (error) {
      this.tools.log.warn({ count: records.length, cause: String(error) }, 'releases not recorded yet');
      for (const record of records) if (!this.waiting.has(keyOf(record))) this.wait(record);
      this.later.within(this.tools.everyMilliseconds * 10);
    }
  }

  private wait(record: ReleaseRecord): void {
    this.waiting.set(keyOf(record), record);
    const [oldest] = this.waiting.keys();
    if (this.waiting.size > mostWaiting && oldest !== undefined) this.waiting.delete(oldest);
  }
}

function keyOf({ accountId, entityId }: ReleaseRecord): string {
  return `${accountId} ${entityId}`;
}
