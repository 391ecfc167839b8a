import type { Request, Response } from 'express';
import type { GuardianActivation } from '../../accounts/guardian-activation.js';
import type { FranceConnectIdentity } from '../../accounts/guardian-ports.js';
import type { JourneyEnd } from '../../accounts/journey-ports.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { JourneyCookie } from '../../web/journey-cookie.js';
import type { AuthnRequestLedger } from '../../web/ports.js';
import { keepLonger } from '../sso/kept-request.js';
import { pageOfActivation } from './activation-steps.js';

export interface BeginActivationTools {
  guardianActivation: GuardianActivation;
  activationCookie: JourneyCookie;
  ledger: Pick<AuthnRequestLedger, 'prolong'>;
  browser: BrowserCookie;
}

/**
 * Begins for somebody whom FranceConnect knows and no account does; the portal's request waits. Gives the path of the first
 * page, the mobile: the session at FranceConnect is closed before.
 */
export async function beginActivation(
  at: { req: Request; res: Response; end: JourneyEnd },
  identity: FranceConnectIdentity,
  tools: BeginActivationTools,
): Promise<string> {
  const { req, res, end } = at;
  const begun = await tools.guardianActivation.begin({ path: 'franceconnect', identity, end });
  await keepLonger({ req, res, suite: end.suite }, begun.expiresAt, tools);
  tools.activationCookie.set(res, begun.secret);
  return pageOfActivation.mobile;
}
