import { journeySeconds } from '../../accounts/journeys.js';
import type { AuthnRequestLedger } from '../../web/ports.js';
import { recordSignIn, type RecordSignInTools, type SignedInAt } from '../sign-in/record-sign-in.js';
import { keepLonger } from '../sso/kept-request.js';

export interface OwnMailTools extends RecordSignInTools {
  ledger: Pick<AuthnRequestLedger, 'claim' | 'prolong'>;
}

/** Address of the page that proposes an own address at 15. */
export const ownMailPath = '/adresse-mail/proposition';

/**
 * Leads who has just signed in past the page that proposes an own address; the portal's request waits meanwhile. The sign-in is
 * recorded.
 */
export async function proposeOwnMail(at: SignedInAt, tools: OwnMailTools): Promise<void> {
  await recordSignIn(at, tools);
  const { req, res, place } = at;
  const until = new Date(tools.clock.now().getTime() + journeySeconds * 1000);
  await keepLonger({ req, res, suite: place.suite }, until, tools);
  const { suite, retour } = place;
  const query = new URLSearchParams({
    ...(suite ? { suite } : {}),
    ...(retour ? { retour } : {}),
  }).toString();
  res.redirect(303, query === '' ? ownMailPath : `${ownMailPath}?${query}`);
}
