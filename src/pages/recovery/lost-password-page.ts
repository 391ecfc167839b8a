import { Router, type Request, type Response } from 'express';
import { mailPasswordLink, type ForgottenPasswordTools } from '../../accounts/forgotten-password.js';
import { longestIdentifier } from '../../accounts/identifier.js';
import { formOf, readForm } from '../../web/read-form.js';
import { faultAt, showFaults, type FormFault } from '../account/form-faults.js';
import { countRecovery, type RecoveryTools } from './recovery-tools.js';

export interface LostPasswordTools extends RecoveryTools {
  forgottenPassword: ForgottenPasswordTools;
}

const address = '/mot-de-passe-perdu';

/**
 * « Mot de passe perdu »: an identifier, then a link to the confirmed address of its account (domain 9). The answer is the
 * same for any identifier; the link is made after it (security R01).
 */
export function lostPasswordPage(tools: LostPasswordTools): Router {
  const routes = Router();
  routes.get(address, (req, res) => show(tools, req, res));
  routes.post(address, readForm, tools.csrf.check, async (req, res) => {
    const identifier = (formOf(req)['identifiant'] ?? '').trim();
    if (identifier === '' || identifier.length > longestIdentifier) {
      res.status(400);
      return show(tools, req, res, [faultAt('identifiant', 'sign-in.identifier-missing')]);
    }
    await countRecovery(tools, req, 'mail');
    const language = tools.chooseLanguage(req, res);
    tools.afterAnswer(res, () => mailPasswordLink(identifier, language, tools.forgottenPassword));
    res.redirect(303, `${address}/envoye`);
  });
  routes.get(`${address}/envoye`, (_req, res) =>
    tools.render(res, 'recovery/sent-page', {
      ...{ part: 'recovery.password-sent', titleKey: 'recovery.password-sent.title' },
    }),
  );
  return routes;
}

function show(
  tools: LostPasswordTools,
  req: Request,
  res: Response,
  faults: readonly FormFault[] = [],
): void {
  tools.render(res, 'recovery/lost-password-page', {
    ...showFaults(faults),
    byMail: tools.messages.canSend('mail'),
    csrfToken: tools.csrf.token(req, res),
    self: address,
  });
}
