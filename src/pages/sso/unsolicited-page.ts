import { Router, type Request } from 'express';
import { GatewayError } from '../../errors.js';
import { newMessageId } from '../../random.js';
import { requireRelyingParty } from '../../saml/checks/identify-relying-party.js';
import { resolveAcs } from '../../saml/checks/resolve-acs.js';
import { admitRelayState } from '../../saml/decode-message.js';
import type { RelyingParty } from '../../saml/ports.js';
import type { AuthnRequest } from '../../saml/types.js';
import type { AnswerPages } from './answer-request.js';
import type { SsoTools } from './sso-tools.js';
import { startSignIn } from './start-sign-in.js';

/**
 * Sign-on begun here (saml-profiles 4.1.5), with the parameters that portals already know from Shibboleth:
 * `providerId` (entityID), `shire` (one of its ACS), `target` (its RelayState).
 */
export function unsolicitedPage(tools: SsoTools, answers: AnswerPages): Router {
  const router = Router();
  router.get('/idp/profile/SAML2/Unsolicited/SSO', async (req, res) => {
    const entityId = parameter(req, 'providerId') ?? '';
    const relyingParty = await requireRelyingParty(entityId, tools.serviceProviders, tools.clock.now());
    await startSignIn({ req, res, request: requestOfOurs(req, relyingParty, tools) }, tools, answers);
  });
  return router;
}

function requestOfOurs(req: Request, relyingParty: RelyingParty, tools: SsoTools): AuthnRequest {
  const acsUrl = resolveAcs({ acsUrl: parameter(req, 'shire'), acsIndex: undefined }, relyingParty);
  const target = parameter(req, 'target');
  const request: AuthnRequest = {
    id: newMessageId(tools.random),
    issuer: relyingParty.entityId,
    issueInstant: tools.clock.now(),
    binding: 'redirect',
    signed: false,
    acsUrl,
    forceAuthn: false,
    isPassive: false,
    unsolicited: true,
  };
  return target === undefined ? request : { ...request, relayState: admitRelayState(target) };
}

function parameter(req: Request, name: string): string | undefined {
  const value = req.query[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.length > 1024) throw new GatewayError('param_type');
  return value;
}
