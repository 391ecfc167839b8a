import type { Request, Response } from 'express';
import { journeySeconds } from '../../accounts/journeys.js';
import type { Clock } from '../../clock.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { AuthnRequestLedger } from '../../web/ports.js';
import { keepLonger } from '../sso/kept-request.js';

export interface OwnMailTools {
  clock: Clock;
  ledger: Pick<AuthnRequestLedger, 'prolong'>;
  browser: BrowserCookie;
}

/** Address of the page that proposes an own address at 15. */
export const ownMailPath = '/adresse-mail/proposition';

/** Leads who has just signed in past the page that proposes an own address; the portal's request waits meanwhile. */
export async function proposeOwnMail(
  { req, res, place }: { req: Request; res: Response; place: { suite?: string; retour?: string } },
  tools: OwnMailTools,
): Promise<void> {
  const until = new Date(tools.clock.now().getTime() + journeySeconds * 1000);
  await keepLonger({ req, res, suite: place.suite }, until, tools);
  const { suite, retour } = place;
  const query = new URLSearchParams({
    ...(suite ? { suite } : {}),
    ...(retour ? { retour } : {}),
  }).toString();
  res.redirect(303, query === '' ? ownMailPath : `${ownMailPath}?${query}`);
}
