import { Router } from 'express';
import { isGatewayError } from '../../errors.js';
import type { AuthnRequestLedger } from '../../web/ports.js';
import type { RateLimit } from '../../web/rate-limit.js';
import { readPlace } from '../sign-in/sign-in-form.js';
import { keepLonger } from '../sso/kept-request.js';
import { addressAfterRefusal } from './address-after-refusal.js';
import { depart, flightSeconds, type FlightTools } from './flight-tools.js';

export interface StartPageTools extends FlightTools {
  ledger: Pick<AuthnRequestLedger, 'prolong'>;
  /** Each is a record in the store, and anybody may ask. */
  flightLimit: Pick<RateLimit, 'count'>;
}

/**
 * GET /franceconnect/connexion: on to FranceConnect; the portal's request waits as long as the person may take there. A link and
 * not a form: `form-action` would hold for every redirect that follows (w3c/webappsec-csp#8).
 */
export function startPage(tools: StartPageTools): Router {
  return Router().get('/franceconnect/connexion', async (req, res) => {
    const { suite, retour } = readPlace(req.query);
    const place = { ...(suite === undefined ? {} : { suite }), ...(retour === undefined ? {} : { retour }) };
    await tools.flightLimit.count(req, res);
    try {
      await depart({ req, res }, { purpose: 'sign-in', ...place }, tools);
    } catch (error) {
      if (!isGatewayError(error, 'franceconnect_unavailable')) throw error;
      return res.redirect(303, addressAfterRefusal({ purpose: 'sign-in', ...place }, error.code));
    }
    const until = new Date(tools.clock.now().getTime() + flightSeconds * 1000);
    await keepLonger({ req, res, suite }, until, tools);
  });
}
