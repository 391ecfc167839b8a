import type { ServiceProvider } from './service-provider.js';

export type { ServiceProvider } from './service-provider.js';

/** The records of the portals, as the registry of this folder needs them. */
export interface ServiceProviderRepository {
  all(): Promise<ServiceProvider[]>;
  find(entityId: string): Promise<ServiceProvider | undefined>;
  /** Adds the record or replaces that of the same entityID. */
  save(record: ServiceProvider): Promise<void>;
  /** False when there was none. */
  remove(entityId: string): Promise<boolean>;
  /** A value that changes whenever any record does: one cheap read, asked for every second. */
  revision(): Promise<string>;
}

/** What a portal last received of a person; one record for each of both. */
export interface ReleaseRecord {
  accountId: string;
  entityId: string;
  /** Names of the catalogue of attributes. */
  attributes: readonly string[];
  /** First and last day, `YYYY-MM-DD`, in TIME_ZONE. */
  firstOn: string;
  lastOn: string;
}

/** The records of what portals received. */
export interface ReleaseStore {
  /** Adds or renews each; `firstOn` stays as it was. */
  save(records: readonly ReleaseRecord[]): Promise<void>;
  ofAccount(accountId: string): Promise<ReleaseRecord[]>;
  /** Forgets what portals received of the account; gives the number of portals. */
  removeOfAccount(accountId: string): Promise<number>;
}
