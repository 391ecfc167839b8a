import { requestedNames } from '../federation/release.js';
import { readSpMetadata } from '../federation/sp-metadata.js';
import { parseSwitches } from '../federation/switches.js';
import type { Services } from '../services.js';

/** What an operator says of a portal when adding it: `gateway sp add FILE --release … --set start_url=…`. */
export interface Registration {
  xml: string;
  /** `all`: the whole catalogue. `requested`: what its metadata asks for. */
  release: 'all' | 'requested';
  startUrl: string;
}

/**
 * Adds the portal to the gateway, or replaces it, as `gateway sp add` does; the gateway knows it when this resolves.
 * @throws MetadataError, SwitchError.
 */
export async function registerPortal(services: Services, registration: Registration): Promise<void> {
  const { storage, clock, entityId: ownEntityId } = services;
  const now = clock.now();
  const { warnings, ...metadata } = readSpMetadata(registration.xml, { ownEntityId, now });
  services.log.debug({ warnings }, 'demo portal read');
  const earlier = await storage.serviceProviders.find(metadata.entityId);
  await storage.serviceProviders.save({
    entityId: metadata.entityId,
    metadata,
    release: registration.release === 'all' ? 'all' : requestedNames(metadata).known,
    switches: parseSwitches([`start_url=${registration.startUrl}`]).switches,
    xml: registration.xml,
    source: 'demo',
    createdAt: earlier?.createdAt ?? now,
    updatedAt: now,
  });
  await services.serviceProviders.refresh();
}
