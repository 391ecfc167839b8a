import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FrozenClock, systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { createMessaging, type Messaging } from '../../src/messaging/create-messaging.js';
import { leaseMilliseconds } from '../../src/messaging/outbox-worker.js';
import type { MailOrder, OutboxEntry, QueueOutcome, SmsOrder } from '../../src/messaging/ports.js';
import { systemRandom } from '../../src/random.js';
import { openStoreServer } from '../../src/storage/embedded/open-store-server.js';
import { openStorage, type Storage } from '../../src/storage/open-storage.js';
import { deriveKey } from '../../src/storage/secrets.js';
import { createMetrics, type Metrics } from '../../src/web/metrics.js';
import { loadTranslations } from '../../src/web/translations.js';
import { startSmsTrap, type SmsTrap } from './sms-trap.js';
import { startSmtpTrap, type SmtpTrap } from './smtp-trap.js';

/** The secret of the link in `mailOrder`. */
const link = 'https://compte.example.org/mot-de-passe?jeton=tres-secret';

/** An outbox on the embedded store, between a real mail server and a real HTTP gateway; time stands still until it is moved. */
export class OutboxSite {
  clock = new FrozenClock('2026-11-01T10:00:00Z');
  /** Log lines of the present test. */
  lines: string[] = [];
  /** Of the process started last. */
  metrics: Metrics = createMetrics(() => 0);
  private running: Messaging[] = [];
  private constructor(
    private readonly folder: string,
    readonly storage: Storage,
    readonly traps: { smtp: SmtpTrap; gateway: SmsTrap },
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<OutboxSite> {
    const folder = await mkdtemp(join(tmpdir(), 'outbox-'));
    const server = await openStoreServer({ dataDir: folder, clock: systemClock });
    const settings = readConfig({ MONGODB_URI: server.uri, DATA_DIR: folder });
    const storage = await openStorage(settings, createLog('silent'));
    const traps = { smtp: await startSmtpTrap(), gateway: await startSmsTrap() };
    return new OutboxSite(folder, storage, traps, async () => {
      await Promise.all([traps.smtp.stop(), traps.gateway.stop()]);
      await storage.close();
      await server.stop();
      await rm(folder, { recursive: true });
    });
  }

  /** A day later, so that a test has its own budget and nothing of the others is due; and nothing received yet. */
  nextDay(): void {
    this.clock = new FrozenClock(new Date(this.clock.now().getTime() + 86_400_000));
    this.lines = [];
    this.traps.smtp.mails.length = 0;
    this.traps.gateway.received.length = 0;
  }

  /** Starts the messages of a process, which polls every second. */
  start(environment: NodeJS.ProcessEnv = {}, secret = 'secret'): Messaging {
    const config = readConfig({
      DATA_DIR: this.folder,
      BASE_URL: 'https://compte.example.org',
      SMTP_URL: `smtp://127.0.0.1:${this.traps.smtp.port}`,
      SMTP_TLS: 'off',
      SMS_URL: this.traps.gateway.url,
      SMS_BODY: '{"to":"{to}","text":"{text}","id":"{id}"}',
      OUTBOX_POLL_SECONDS: '1',
      ...environment,
    });
    this.metrics = createMetrics(() => 0);
    const { lines, clock } = this;
    const { outbox } = this.storage;
    const messaging = createMessaging({
      ...{ config, outbox, clock, random: systemRandom, texts: loadTranslations(config) },
      key: (use) => deriveKey(secret, use),
      meter: this.metrics.meterMessages(outbox, clock),
      log: createLog('info', { write: (line) => lines.push(line) }),
    });
    this.running.push(messaging);
    return messaging;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.running.splice(0).map((one) => one.stop()));
  }

  inMinutes(minutes: number): Date {
    return new Date(this.clock.now().getTime() + minutes * 60_000);
  }

  mailOrder(parts: { expiresAt?: Date; id?: string; to?: string } = {}): MailOrder {
    return {
      template: 'forgotten-password',
      to: 'Parent.Exemple@example.org',
      language: 'fr',
      parameters: { givenName: 'Noé', link },
      expiresAt: this.inMinutes(30),
      ...parts,
    };
  }

  smsOrder(to = '06 12 34 56 78'): SmsOrder {
    const expiresAt = this.inMinutes(10);
    return { template: 'sms-code', to, language: 'fr', parameters: { code: '123456' }, expiresAt };
  }

  /** Waits until the entry has become what is wanted. */
  async until(id: string, wanted: Partial<OutboxEntry>): Promise<void> {
    await this.untilTrue(id, (entry) =>
      Object.entries(wanted).every(([name, value]) => entry[name as keyof OutboxEntry] === value),
    ).catch(async () => expect(await this.storage.outbox.find(id)).toMatchObject(wanted));
  }

  /** Waits until that try has failed and the next one has its time, which is nearer than the end of a lease. */
  untilPostponed(id: string, tries: number): Promise<OutboxEntry> {
    const lease = this.clock.now().getTime() + leaseMilliseconds;
    return this.untilTrue(id, (entry) => entry.tries === tries && entry.nextAt.getTime() < lease);
  }

  /** The whole outbox as it lies in the store. */
  async atRest(): Promise<string> {
    const { model } = this.storage.outbox as unknown as { model: { find(): { lean(): Promise<unknown> } } };
    return JSON.stringify(await model.find().lean());
  }

  private async untilTrue(id: string, isSo: (entry: OutboxEntry) => boolean): Promise<OutboxEntry> {
    for (let looks = 0; looks < 300; looks += 1) {
      const entry = await this.storage.outbox.find(id);
      if (entry !== undefined && isSo(entry)) return entry;
      await wait(20);
    }
    throw new Error(`${id} did not become what it should`);
  }
}

/** The id of what was queued. @throws Error when it was not. */
export async function queued(outcome: Promise<QueueOutcome>): Promise<string> {
  const made = await outcome;
  if (!made.queued) throw new Error(made.fault);
  return made.id;
}
