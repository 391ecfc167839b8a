import { GatewayError } from '../../errors.js';

/**
 * Destination, if there, is the very address of this endpoint (saml-core 3.2.1); a signed message must have it (saml-bindings
 * 3.4.5.2, 3.5.5.2), an unsigned one may leave it out, and portals do (domain 12.3).
 * @throws GatewayError `destination`.
 */
export function checkDestination(
  destination: string | undefined,
  received: { endpoint: string; signed: boolean },
): void {
  if (destination === undefined || destination === '') {
    if (received.signed) throw new GatewayError('destination', { detail: 'missing in a signed request' });
    return;
  }
  if (destination !== received.endpoint) {
    throw new GatewayError('destination', { detail: destination.slice(0, 300) });
  }
}
