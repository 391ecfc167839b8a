import { GatewayError } from '../../errors.js';
import type { RelyingParty } from '../ports.js';
import type { AuthnRequestContent } from '../read-authn-request.js';
import type { RequestedAuthnContext } from '../types.js';
import { authnContexts } from '../urns.js';

/**
 * `unspecified` asks for nothing in particular, and is what many portals send instead of leaving the element out; the
 * reference Shibboleth provider ignores it likewise.
 */
const satisfied: readonly string[] = [authnContexts.passwordProtectedTransport, authnContexts.unspecified];

/**
 * What the portal asks of the sign-in, when it can be had: every answer here says PasswordProtectedTransport, so an `exact`
 * list must hold that class or one that the portal uses to preselect a profile (saml-core 3.3.2.2.1, domain 5.2 and 12.4).
 * `Password` alone is another class and is not met. Classes are not ranked here, so other comparisons are not met either; but
 * for a portal with the switch `accept_minimum`, every `minimum` of a password is (LemonLDAP::NG sends nothing else).
 * @returns what was asked, with the classes that are met alone: the others serve nothing more, and may be long.
 * @throws GatewayError `no_authn_context`.
 */
export function checkAuthnContext(
  asked: AuthnRequestContent['requestedAuthnContext'],
  relyingParty: Pick<RelyingParty, 'profileHints' | 'acceptMinimum'>,
): RequestedAuthnContext | undefined {
  if (asked === undefined) return undefined;
  const { comparison, classRefs } = asked;
  const atLeast = comparison === 'minimum' && relyingParty.acceptMinimum;
  const met = classRefs.filter(
    (classRef) =>
      satisfied.includes(classRef) ||
      Object.hasOwn(relyingParty.profileHints, classRef) ||
      (atLeast && classRef === authnContexts.password),
  );
  if ((comparison !== 'exact' && !atLeast) || met.length === 0) {
    throw new GatewayError('no_authn_context', {
      detail: `${comparison} ${classRefs.join(' ').slice(0, 300)}`,
    });
  }
  return { comparison, classRefs: met };
}
