import type { Request, Response } from 'express';
import type { ConnectionLog } from '../../accounts/connection-log.js';
import { journeySeconds } from '../../accounts/journeys.js';
import type { Clock } from '../../clock.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { AuthnRequestLedger, SignedIn } from '../../web/ports.js';
import { findKept, keepLonger } from '../sso/kept-request.js';

export interface OwnMailTools {
  clock: Clock;
  ledger: Pick<AuthnRequestLedger, 'claim' | 'prolong'>;
  browser: BrowserCookie;
  connectionLog: Pick<ConnectionLog, 'record'>;
}

/** Address of the page that proposes an own address at 15. */
export const ownMailPath = '/adresse-mail/proposition';

interface SignedInAt {
  req: Request;
  res: Response;
  place: { suite?: string; retour?: string };
  user: SignedIn;
}

/**
 * Leads who has just signed in past the page that proposes an own address; the portal's request waits meanwhile. The sign-in is
 * recorded.
 */
export async function proposeOwnMail(signedIn: SignedInAt, tools: OwnMailTools): Promise<void> {
  const { req, res, place, user } = signedIn;
  const kept =
    place.suite === undefined ? undefined : await findKept({ req, res, suite: place.suite }, tools);
  const portal = kept?.request.issuer;
  const signIn = { accountId: user.subject.accountId, way: 'password', ip: req.ip } as const;
  tools.connectionLog.record({ ...signIn, ...(portal === undefined ? {} : { portal }) });
  const until = new Date(tools.clock.now().getTime() + journeySeconds * 1000);
  await keepLonger({ req, res, suite: place.suite }, until, tools);
  const { suite, retour } = place;
  const query = new URLSearchParams({
    ...(suite ? { suite } : {}),
    ...(retour ? { retour } : {}),
  }).toString();
  res.redirect(303, query === '' ? ownMailPath : `${ownMailPath}?${query}`);
}
