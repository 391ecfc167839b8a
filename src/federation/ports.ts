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
