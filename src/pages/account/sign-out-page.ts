import { Router } from 'express';
import type { FlightTools } from '../franceconnect/flight-tools.js';
import { wayOut } from '../franceconnect/flight-tools.js';
import type { Csrf } from '../../web/csrf.js';
import { readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import type { Sessions } from '../../web/session.js';

export interface SignOutPageTools {
  render: Render;
  csrf: Csrf;
  sessions: Pick<Sessions, 'read' | 'end'>;
  /** Absent: FranceConnect is off. */
  franceConnectFlights?: FlightTools | undefined;
}

/** Addresses that portals know from Shibboleth installations; each leads to the confirmation. */
const formerAddresses = ['/logout', '/idp/profile/Logout'];

/**
 * GET /deconnexion asks, POST /deconnexion does: an image of another site can not sign anyone out (security O09).
 * The page that follows is not stored by the browser, so the Back button shows no former page (security O10).
 * Who came by FranceConnect is led through there, to close that session too (domain 11): by a page and not by a redirect, since
 * `form-action` holds for redirects.
 */
export function signOutPage(tools: SignOutPageTools): Router {
  const routes = Router();
  routes.get(formerAddresses, (_req, res) => res.redirect(303, '/deconnexion'));
  routes.get('/deconnexion', async (req, res) => {
    const signedIn = await tools.sessions.read(req);
    if (signedIn === undefined) return tools.render(res, 'account/signed-out-page');
    const { givenName, sn } = signedIn.subject.person;
    tools.render(res, 'account/sign-out-page', {
      fullName: `${givenName} ${sn}`,
      csrfToken: tools.csrf.token(req, res),
    });
  });
  routes.post('/deconnexion', readForm, tools.csrf.check, async (req, res) => {
    const user = await tools.sessions.read(req);
    await tools.sessions.end(req, res);
    const path = '/deconnexion';
    const { franceConnectFlights: flights } = tools;
    if (user?.idToken === undefined || flights === undefined) return res.redirect(303, path);
    const address = await wayOut({ req, res }, { idToken: user.idToken, path }, flights);
    if (address === path) return res.redirect(303, path);
    tools.render(res, 'franceconnect/closing-page', { address, self: null });
  });
  return routes;
}
