import type { ServiceProvider } from '../../federation/ports.js';
import type { Language } from '../../languages.js';
import { portalName } from './portal-name.js';
import { writtenInstant } from './written-time.js';

/** The last sign-ins, with the portal that asked for each and the network it came from. */
export function describeSignIns(
  signIns: readonly { at: Date; portal?: string | undefined; network?: string | undefined }[],
  portals: { record(entityId: string): ServiceProvider | undefined },
  language: Language,
) {
  return signIns.map(({ at, portal, network }) => ({
    when: writtenInstant(at, language),
    ...(network === undefined ? {} : { network }),
    ...(portal === undefined
      ? {}
      : { portal: portalName(portals.record(portal)?.metadata.displayName ?? {}, portal, language) }),
  }));
}
