import type { Logger } from '../log.js';
import type { RelyingParties, RelyingParty } from '../saml/ports.js';
import type { ChooseEncryption } from './encryption-choice.js';
import type { ServiceProviderRepository } from './ports.js';
import { toRelyingParty } from './relying-party.js';
import type { ServiceProvider } from './service-provider.js';

/** A change made by an operator is seen within two seconds: asked for every one. */
const REFRESH_MILLISECONDS = 1000;

/** The portals, answered from memory: single sign-on reads nothing of them from the store. */
export class ServiceProviderRegistry implements RelyingParties {
  private records = new Map<string, ServiceProvider>();
  /** Made at the first need; `undefined` for a record that cannot serve. */
  private parties = new Map<string, RelyingParty | undefined>();
  private revision: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;

  constructor(
    private readonly repository: ServiceProviderRepository,
    private readonly chooseEncryption: ChooseEncryption,
    private readonly log: Logger,
  ) {}

  /** Reads all portals, then looks every second whether they changed. @throws what the store throws at the first reading. */
  async start(): Promise<void> {
    await this.load();
    this.timer = setInterval(() => void this.refresh(), REFRESH_MILLISECONDS);
    this.timer.unref();
  }

  /** Stops looking; a reading under way ends first. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.refreshing;
  }

  /** The portal as SAML messages see it; undefined when unknown, or when its record cannot serve (logged once). */
  find(entityId: string): Promise<RelyingParty | undefined> {
    if (!this.parties.has(entityId)) {
      const record = this.records.get(entityId);
      if (record === undefined) return Promise.resolve(undefined);
      this.parties.set(entityId, this.convert(record));
    }
    return Promise.resolve(this.parties.get(entityId));
  }

  /** The whole record, for the release of attributes and for pages. */
  record(entityId: string): ServiceProvider | undefined {
    return this.records.get(entityId);
  }

  /** Every record, by entityID. */
  list(): ServiceProvider[] {
    return [...this.records.values()];
  }

  /** Looks now whether anything changed; never throws: the last known portals keep serving. */
  refresh(): Promise<void> {
    this.refreshing ??= this.load()
      .catch((error: unknown) => this.log.error({ err: error }, 'service providers not reloaded'))
      .finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  /** The revision is read before the records: a change between the two only causes one reading more. */
  private async load(): Promise<void> {
    const revision = await this.repository.revision();
    if (revision === this.revision) return;
    const records = await this.repository.all();
    records.sort((a, b) => (a.entityId < b.entityId ? -1 : 1));
    this.records = new Map(records.map((record) => [record.entityId, record]));
    this.parties = new Map();
    this.revision = revision;
  }

  private convert(record: ServiceProvider): RelyingParty | undefined {
    try {
      return toRelyingParty(record, this.chooseEncryption);
    } catch (error) {
      this.log.error(
        { err: error, entityId: record.entityId },
        'service provider record unusable: add it again',
      );
      return undefined;
    }
  }
}
