import { Router } from 'express';
import type { GuardianFirstSignIn } from '../../accounts/guardian-first-sign-in.js';
import { isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { faultAt, faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import { atStep, pageOfStep, type StepExchange, type StepTools } from './step-pages.js';

export interface LetterMailPageTools extends StepTools {
  guardianFirstSignIn: GuardianFirstSignIn;
  render: Render;
  csrf: Csrf;
}

const path = pageOfStep.mail;
const field = 'adresse';

/** GET and POST: the e-mail address, without which a guardian's account is not activated (domain 4.4, 9). */
export function letterMailPage(tools: LetterMailPageTools): Router {
  return Router()
    .get(
      path,
      atStep('mail', tools, (exchange) => show(tools, exchange)),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atStep('mail', tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: LetterMailPageTools, exchange: StepExchange): Promise<void> {
  const { req, res, journey } = exchange;
  const typed = (formOf(req)[field] ?? '').trim();
  const fail = (status: number, fault: FormFault): void => {
    res.status(status);
    show(tools, exchange, { typed, fault });
  };
  if (typed === '') return fail(400, faultAt(field, 'change-mail.missing'));
  try {
    await tools.guardianFirstSignIn.giveMail(journey, typed);
  } catch (error) {
    const answerable =
      isGatewayError(error, 'mail_invalid') || isGatewayError(error, 'activation_needs_mail');
    if (!answerable) throw error;
    return fail(error.entry.status, faultOf(error.code, field));
  }
  res.redirect(303, pageOfStep.children);
}

function show(
  tools: LetterMailPageTools,
  { req, res, journey }: StepExchange,
  wrong?: { typed: string; fault: FormFault },
): void {
  const { person, mail } = journey.account;
  tools.render(res, 'activation/letter-mail-page', {
    ...showFaults(wrong === undefined ? [] : [wrong.fault]),
    fullName: `${person.givenName} ${person.sn}`,
    typed: wrong?.typed ?? mail ?? '',
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}
