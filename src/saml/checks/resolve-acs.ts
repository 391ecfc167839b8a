import { GatewayError } from '../../errors.js';
import type { RelyingParty } from '../ports.js';
import type { AuthnRequestContent } from '../read-authn-request.js';

/**
 * The address to answer to, always one of the metadata, compared octet by octet (saml-core 3.4.1, SDP-IDP06): the URL of the
 * request, else its index, else the default, which all metadata read here has (saml-metadata 2.4.4). The norm forbids URL and
 * index together, and a client in use at schools sends both (domain 12.3): a registered URL then wins.
 * @throws GatewayError `acs_unknown`; `acs_conflict` when the index is registered and the URL beside it is not.
 */
export function resolveAcs(
  request: Pick<AuthnRequestContent, 'acsUrl' | 'acsIndex'>,
  relyingParty: Pick<RelyingParty, 'acs'>,
): string {
  const { acs } = relyingParty;
  const byIndex = acs.find((service) => service.index === request.acsIndex);
  if (request.acsUrl !== undefined) {
    const byUrl = acs.find((service) => service.location === request.acsUrl);
    if (byUrl !== undefined) return byUrl.location;
    throw new GatewayError(byIndex === undefined ? 'acs_unknown' : 'acs_conflict', {
      detail: request.acsUrl.slice(0, 300),
    });
  }
  const service = request.acsIndex === undefined ? acs.find(({ isDefault }) => isDefault) : byIndex;
  if (service === undefined) throw new GatewayError('acs_unknown', { detail: `index ${request.acsIndex}` });
  return service.location;
}
