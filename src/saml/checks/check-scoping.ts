import { GatewayError } from '../../errors.js';
import type { AuthnRequestContent } from '../read-authn-request.js';

/**
 * A portal that lists the identity providers it accepts must list us, unless it says that the list is not complete (saml-core
 * 3.4.1.3, 3.4.1.5). ProxyCount and RequesterID are ignored: nobody is asked in our place by SAML.
 * @throws GatewayError `no_supported_idp`.
 */
export function checkScoping(idpList: AuthnRequestContent['idpList'], ownEntityId: string): void {
  if (idpList === undefined || !idpList.complete || idpList.providers.includes(ownEntityId)) return;
  throw new GatewayError('no_supported_idp', { detail: idpList.providers.join(' ').slice(0, 300) });
}
