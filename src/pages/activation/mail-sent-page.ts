import { Router } from 'express';
import type { Csrf } from '../../web/csrf.js';
import { readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { atActivation, pageOfActivation, type ActivationStepTools } from './activation-steps.js';

export interface MailSentPageTools extends ActivationStepTools {
  render: Render;
  csrf: Csrf;
}

const path = pageOfActivation.sent;

/** GET: what is left to do, and the identifier to note. POST: the address was wrong, back to its page. */
export function mailSentPage(tools: MailSentPageTools): Router {
  return Router()
    .get(
      path,
      atActivation(['sent'], tools, ({ req, res, journey: { account, record } }) => {
        tools.render(res, 'activation/mail-sent-page', {
          identifier: account?.identifier,
          address: account?.pendingMail?.address,
          active: account?.state === 'ACTIF',
          byFranceConnect: record.path === 'franceconnect',
          csrfToken: tools.csrf.token(req, res),
          self: path,
        });
      }),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atActivation(['sent'], tools, async ({ res, journey }) => {
        await tools.guardianActivation.correctMail(journey);
        res.redirect(303, pageOfActivation.mail);
      }),
    );
}
