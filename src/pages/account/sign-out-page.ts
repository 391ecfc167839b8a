import { Router } from 'express';
import type { Csrf } from '../../web/csrf.js';
import { readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import type { Sessions } from '../../web/session.js';

export interface SignOutPageTools {
  render: Render;
  csrf: Csrf;
  sessions: Pick<Sessions, 'read' | 'end'>;
}

/** Addresses that portals know from Shibboleth installations; each leads to the confirmation. */
const formerAddresses = ['/logout', '/idp/profile/Logout'];

/**
 * GET /deconnexion asks, POST /deconnexion does: an image of another site can not sign anyone out (security O09).
 * The page that follows is not stored by the browser, so the Back button shows no former page (security O10).
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
    await tools.sessions.end(req, res);
    res.redirect(303, '/deconnexion');
  });
  return routes;
}
