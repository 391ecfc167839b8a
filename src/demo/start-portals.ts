import { join } from 'node:path';
import type { RunningGateway } from '../start-gateway.js';
import { type DemoConfig, demoUrl } from './demo-config.js';
import { createEnt } from './ent.js';
import { listen } from './listen.js';
import { keepPortalKey, type PortalKey } from './portal-keys.js';
import { paths } from './portal-paths.js';
import { entPortal, teleserviceAttributes, teleservicePortal } from './portals.js';
import { readIdpMetadata } from './read-idp-metadata.js';
import { registerPortal, type Registration } from './register-portal.js';
import { createTeleservice } from './teleservice.js';
import { teleserviceMetadata } from './teleservice-metadata.js';
import { validateSchema } from './validate-schema.js';

/** Makes the ENT and the téléservice, adds both to the gateway, listens. Gives how to stop each. */
export async function startPortals(
  config: DemoConfig,
  gateway: RunningGateway,
): Promise<(() => Promise<void>)[]> {
  const { clock } = gateway.services;
  const answer = await fetch(`${demoUrl(config, 'gateway')}/idp/metadata`);
  const identityProvider = readIdpMetadata(await answer.text());
  const keep = (name: string): Promise<PortalKey> =>
    keepPortalKey(join(config.dataFolder, 'portals'), name, clock);

  const portal = entPortal(config, clock);
  const ent = createEnt({ portal, identityProvider, signingKey: await keep('ent-signature') });

  const service = teleservicePortal(config, clock);
  const keys = {
    signing: await keep('teleservice-signature'),
    encryption: await keep('teleservice-encryption'),
  };
  const metadata = teleserviceMetadata(service, keys, teleserviceAttributes());
  const teleservice = createTeleservice({
    portal: service,
    identityProvider,
    keys,
    metadata,
    validateSchema,
  });

  const registrations: Registration[] = [
    { xml: ent.metadata, release: 'all', startUrl: `${portal.url}${paths.signIn}` },
    { xml: metadata, release: 'requested', startUrl: `${service.url}${paths.signIn}` },
  ];
  for (const registration of registrations) await registerPortal(gateway.services, registration);
  const entServer = await listen(ent.app, config.ports.ent);
  const serviceServer = await listen(teleservice.app, config.ports.teleservice);
  return [entServer.stop, serviceServer.stop];
}
