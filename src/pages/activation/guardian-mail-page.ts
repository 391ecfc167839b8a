import { Router } from 'express';
import { finishActivation, type FinishActivationTools } from '../../accounts/finish-activation.js';
import type { ErrorCode } from '../../errors.js';
import { isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { Metrics } from '../../web/metrics.js';
import type { Authenticator } from '../../web/passport.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { faultAt, faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import { goOn, type GoOnTools } from '../sign-in/go-on.js';
import {
  atActivation,
  guardianActing,
  pageOfActivation,
  progressOf,
  type ActivationExchange,
  type ActivationStepTools,
} from './activation-steps.js';

export interface GuardianMailPageTools extends ActivationStepTools, GoOnTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  finishing: FinishActivationTools;
  authenticator: Pick<Authenticator, 'signInTo'>;
  metrics: Pick<Metrics, 'countSignIn'>;
}

const path = pageOfActivation.mail;
const onForm: readonly ErrorCode[] = ['mail_invalid', 'mail_off', 'too_many_links'];

/** GET and POST: the address without which no guardian's account opens (domain 4.4). */
export function guardianMailPage(tools: GuardianMailPageTools): Router {
  return Router()
    .get(
      path,
      atActivation(['mail'], tools, (exchange) => show(tools, exchange)),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atActivation(['mail'], tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: GuardianMailPageTools, exchange: ActivationExchange): Promise<void> {
  const { req, res, journey } = exchange;
  const typed = (formOf(req)['mail'] ?? '').trim();
  if (typed === '') {
    res.status(400);
    return show(tools, exchange, faultAt('mail', 'registration.mail-missing'));
  }
  const terms = { by: guardianActing(req, journey), language: tools.chooseLanguage(req, res) };
  try {
    const account = await finishActivation(journey, typed, terms, tools.finishing);
    if (account === undefined) return res.redirect(303, pageOfActivation.sent);
    tools.activationCookie.clear(res);
    const user = await tools.authenticator.signInTo(req, res, account);
    tools.metrics.countSignIn('success');
    await goOn({ req, res, place: journey.record.end, user, way: 'franceconnect' }, tools);
  } catch (error) {
    if (!isGatewayError(error) || !onForm.includes(error.code)) throw error;
    res.status(error.entry.status);
    show(tools, exchange, faultOf(error.code, 'mail'));
  }
}

function show(
  tools: GuardianMailPageTools,
  { req, res, journey: { record } }: ActivationExchange,
  fault?: FormFault,
): void {
  const given = record.identity?.mail;
  tools.render(res, 'activation/guardian-mail-page', {
    ...showFaults(fault === undefined ? [] : [fault]),
    mail: formOf(req)['mail'] ?? given ?? '',
    given: given !== undefined,
    progress: progressOf(record),
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}
