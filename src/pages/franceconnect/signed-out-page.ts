import { Router } from 'express';
import { franceConnectPaths } from '../../franceconnect-services.js';
import { land, type FlightTools } from './flight-tools.js';

/** GET /franceconnect/deconnexion, where FranceConnect leads back to once its session is closed: on to what was to follow. */
export function signedOutPage(tools: FlightTools): Router {
  return Router().get(franceConnectPaths.logout, async (req, res) => {
    const flight = await land(req.query['state'], tools);
    const ours = flight?.purpose === 'sign-out' && flight.browser === tools.browser.browserHash(req, res);
    res.redirect(303, (ours ? flight.retour : undefined) ?? '/deconnexion');
  });
}
