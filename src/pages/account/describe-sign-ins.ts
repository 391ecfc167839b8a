import type { ServiceProvider } from '../../federation/ports.js';
import { writtenInstant, type TimeStyle } from '../../written-time.js';
import { portalName } from './portal-name.js';

/** The last sign-ins, with the portal that asked for each and the network it came from. */
export function describeSignIns(
  signIns: readonly { at: Date; portal?: string | undefined; network?: string | undefined }[],
  portals: { record(entityId: string): ServiceProvider | undefined },
  style: TimeStyle,
) {
  return signIns.map(({ at, portal, network }) => ({
    when: writtenInstant(at, style),
    ...(network === undefined ? {} : { network }),
    ...(portal === undefined
      ? {}
      : { portal: portalName(portals.record(portal)?.metadata.displayName ?? {}, portal, style.language) }),
  }));
}
