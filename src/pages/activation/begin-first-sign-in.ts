import type { Request, Response } from 'express';
import type { JourneyEnd } from '../../accounts/journey-ports.js';
import { firstStep, type Journeys } from '../../accounts/journeys.js';
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
  { account, opens }: { account: Account; opens: 'first-sign-in' | 'mail-wait' },
  tools: BeginTools,
): Promise<void> {
  at.res.redirect(303, await beginJourney(at, { account, opens }, tools));
}

/** The same, for who has to send the browser elsewhere before; gives the path of the first page. */
export async function beginJourney(
  at: { req: Request; res: Response; place: JourneyEnd },
  { account, opens }: { account: Account; opens: 'first-sign-in' | 'mail-wait' },
  tools: BeginTools,
): Promise<string> {
  const { req, res } = at;
  const { suite, retour } = at.place;
  const step = firstStep(account, opens);
  const end = { ...(suite === undefined ? {} : { suite }), ...(retour === undefined ? {} : { retour }) };
  const { secret, expiresAt } = await tools.journeys.begin(account, { step, end });
  await keepLonger({ req, res, suite }, expiresAt, tools);
  tools.journeyCookie.set(res, secret);
  return pageOfStep[step];
}
