import { GatewayError } from '../../errors.js';
import { bindings } from '../urns.js';

/**
 * The answer is asked for by HTTP-POST, or left to us: a Response never goes by Redirect (saml-profiles 4.1.2), and Artifact and
 * PAOS are not offered.
 * @throws GatewayError `unsupported_binding`.
 */
export function checkProtocolBinding(protocolBinding: string | undefined): void {
  if (protocolBinding !== undefined && protocolBinding !== bindings.post) {
    throw new GatewayError('unsupported_binding', { detail: protocolBinding.slice(0, 200) });
  }
}
