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
 * Begins the activation of somebody who signed in at FranceConnect and whom no account knows: sets what the browser keeps, lets
 * the portal's request wait, and gives the path of the first page.
 */
export function createBeginActivation(tools: BeginActivationTools) {
  return async (
    { req, res }: { req: Request; res: Response },
    identity: FranceConnectIdentity,
    end: JourneyEnd,
  ): Promise<string> => {
    const begun = await tools.guardianActivation.begin({ path: 'franceconnect', identity, end });
    await keepLonger({ req, res, suite: end.suite }, begun.expiresAt, tools);
    tools.activationCookie.set(res, begun.secret);
    return pageOfActivation.mobile;
  };
}
