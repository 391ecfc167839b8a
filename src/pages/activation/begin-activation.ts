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

/** From FranceConnect, who knows the person and not the account, to the page of the mobile; the portal's request waits. */
export async function beginActivation(
  at: { req: Request; res: Response; end: JourneyEnd },
  identity: FranceConnectIdentity,
  tools: BeginActivationTools,
): Promise<void> {
  const { req, res, end } = at;
  const begun = await tools.guardianActivation.begin({ path: 'franceconnect', identity, end });
  await keepLonger({ req, res, suite: end.suite }, begun.expiresAt, tools);
  tools.activationCookie.set(res, begun.secret);
  res.redirect(303, pageOfActivation.mobile);
}
