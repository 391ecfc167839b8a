import { GatewayError } from '../../errors.js';
import type { AuthnRequestContent } from '../read-authn-request.js';
import type { NameId } from '../types.js';

/** None of ours is longer (saml-core 8.3.7), and what is kept meanwhile must not be. */
const longestNameId = 256;

/**
 * The person the portal asks for, to be compared with the one who signs in (saml-core 3.4.1.2, IIP-SSO07). Only a NameID in
 * clear can be compared, and a SubjectConfirmation is forbidden (saml-profiles 4.1.4.1).
 * @throws GatewayError `unknown_principal`.
 */
export function checkSubject(subject: AuthnRequestContent['subject']): NameId | undefined {
  if (subject === undefined) return undefined;
  const { nameId, hasConfirmation } = subject;
  if (nameId === undefined || hasConfirmation) throw new GatewayError('unknown_principal');
  if (nameId.value.length > longestNameId) throw new GatewayError('unknown_principal');
  return nameId;
}
