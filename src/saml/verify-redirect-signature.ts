import { GatewayError } from '../errors.js';
import type { QuerySignature } from './decode-message.js';
import type { RelyingParty } from './ports.js';
import { verifyOctets } from './verify-octets.js';

/**
 * Verifies the signature of a Redirect query over the octets as they were sent (saml-bindings 3.4.4.1).
 * @throws GatewayError `sig_alg`, `bad_signature`.
 */
export function verifyRedirectSignature(signature: QuerySignature, relyingParty: RelyingParty): void {
  if (!verifyOctets(signature.octets, signature, relyingParty)) throw new GatewayError('bad_signature');
}
