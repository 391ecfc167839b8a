import type { Logger } from '../log.js';
import type { Clock } from '../clock.js';
import type { Channel, OutboxRepository, SealedEntry } from './ports.js';

interface WorkerTools {
  channel: Channel;
  outbox: Pick<OutboxRepository, 'take'>;
  deliver: (entry: SealedEntry) => Promise<void>;
  clock: Clock;
  log: Logger;
  pollMilliseconds: number;
}

/** Sendings of one channel and process at the same time. */
const concurrency = 4;

/** An entry of a process that died is taken again after it; longer than any send takes (smtp-transport.ts). */
export const leaseMilliseconds = 120_000;

/** Sends the due entries of one channel: at once when woken, else at each poll. A slow channel never holds the other. */
export class OutboxWorker {
  private readonly inFlight = new Set<Promise<void>>();
  private woken = false;
  private stopping = false;
  private rouse: () => void = () => undefined;
  private running: Promise<void> | undefined;
  constructor(private readonly tools: WorkerTools) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Something was queued. */
  wake(): void {
    this.woken = true;
    this.rouse();
  }

  /** Takes nothing more; resolves when the sends that had begun have ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.rouse();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      if (this.inFlight.size >= concurrency) {
        await Promise.race(this.inFlight);
        continue;
      }
      this.woken = false;
      const entry = await this.take();
      if (entry === undefined) await this.rest();
      else this.begin(entry);
    }
    await Promise.all(this.inFlight);
  }

  private async take(): Promise<SealedEntry | undefined> {
    const { channel, outbox, clock } = this.tools;
    const now = clock.now();
    try {
      return await outbox.take(channel, now, new Date(now.getTime() + leaseMilliseconds));
    } catch (error) {
      this.complain(error);
      return undefined;
    }
  }

  /** Its entry stays leased when the store fails, and comes back after the lease. */
  private begin(entry: SealedEntry): void {
    const sending = this.tools
      .deliver(entry)
      .catch((error: unknown) => this.complain(error))
      .finally(() => this.inFlight.delete(sending));
    this.inFlight.add(sending);
  }

  private async rest(): Promise<void> {
    if (this.woken || this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.tools.pollMilliseconds);
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private complain(error: unknown): void {
    const { channel, log } = this.tools;
    log.error({ channel, error: error instanceof Error ? error.message : String(error) }, 'outbox');
  }
}
