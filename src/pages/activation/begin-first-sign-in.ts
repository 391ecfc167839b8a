import type { Request, Response } from 'express';
import type { FirstSignInStep, JourneyEnd } from '../../accounts/journey-ports.js';
import type { Journeys } from '../../accounts/journeys.js';
import type { Account } from '../../accounts/ports.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { JourneyCookie } from '../../web/journey-cookie.js';
import type { AuthnRequestLedger } from '../../web/ports.js';
import { keepLonger } from '../sso/kept-request.js';
import { pageOfStep } from './step-pages.js';

export interface BeginTools {
  journeys: Pick<Journeys, 'begin'>;
  journeyCookie: JourneyCookie;
  ledger: Pick<AuthnRequestLedger, 'prolong'>;
  browser: BrowserCookie;
}

/**
 * From a right password that opens no session yet to the first page of the journey; the portal's request waits as long as it
 * may last.
 */
export async function beginFirstSignIn(
  at: { req: Request; res: Response; place: JourneyEnd },
  { account, step }: { account: Account; step: FirstSignInStep },
  tools: BeginTools,
): Promise<void> {
  const { req, res } = at;
  const { suite, retour } = at.place;
  const end = { ...(suite === undefined ? {} : { suite }), ...(retour === undefined ? {} : { retour }) };
  const { secret, expiresAt } = await tools.journeys.begin(account, { step, end });
  await keepLonger({ req, res, suite }, expiresAt, tools);
  tools.journeyCookie.set(res, secret);
  res.redirect(303, pageOfStep[step]);
}
