import { Router } from 'express';
import type { GuardianFirstSignIn } from '../../accounts/guardian-first-sign-in.js';
import type { MailAddresses } from '../../accounts/mail-addresses.js';
import { GatewayError, isGatewayError } from '../../errors.js';
import type { Logger } from '../../log.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { RateLimit } from '../../web/rate-limit.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { chooseNewPassword, showCriteria, type NewPasswordTools } from '../account/choose-new-password.js';
import { faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import { atStep, pageOfStep, type StepExchange, type StepTools } from './step-pages.js';

export interface LetterPasswordPageTools extends StepTools, NewPasswordTools {
  guardianFirstSignIn: GuardianFirstSignIn;
  mailAddresses: Pick<MailAddresses, 'askAgain'>;
  render: Render;
  csrf: Csrf;
  rateLimit: RateLimit;
  chooseLanguage: ChooseLanguage;
  log: Pick<Logger, 'info'>;
}

const path = pageOfStep['guardian-password'];

/** GET and POST: the password that the guardian chooses, twice; the account then waits for its e-mail (domain 9). */
export function letterPasswordPage(tools: LetterPasswordPageTools): Router {
  return Router()
    .get(
      path,
      atStep('guardian-password', tools, (exchange) => show(tools, exchange, [])),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atStep('guardian-password', tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: LetterPasswordPageTools, exchange: StepExchange): Promise<void> {
  const { req, res, journey } = exchange;
  try {
    const choose = () => chooseNewPassword(formOf(req), journey.account, tools);
    const chosen = await tools.rateLimit.pass({ req, res }, choose);
    if ('faults' in chosen) {
      res.status(400);
      return show(tools, exchange, chosen.faults);
    }
    const by = {
      name: journey.account.id,
      role: 'person',
      ...(req.ip === undefined ? {} : { ip: req.ip }),
    } as const;
    if (await tools.guardianFirstSignIn.finish(journey, chosen.hash, by)) await sendLink(tools, exchange, by);
    res.redirect(303, pageOfStep['mail-wait']);
  } catch (error) {
    if (!isGatewayError(error, 'busy') && !isGatewayError(error, 'too_many_requests')) throw error;
    res.status(error.entry.status);
    if (!res.hasHeader('Retry-After')) res.setHeader('Retry-After', 10);
    show(tools, exchange, [faultOf(error.code, 'nouveau')]);
  }
}

/** A mail that cannot be sent now is asked for again on the next page. */
async function sendLink(
  { mailAddresses, chooseLanguage, log }: LetterPasswordPageTools,
  { req, res, journey }: StepExchange,
  by: { name: string; role: 'person' },
): Promise<void> {
  try {
    await mailAddresses.askAgain(journey.account.id, { by, language: chooseLanguage(req, res) });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    log.info({ id: res.locals['requestId'], code: error.code, detail: error.detail });
  }
}

function show(
  tools: LetterPasswordPageTools,
  { req, res, journey }: StepExchange,
  faults: readonly FormFault[],
): void {
  tools.render(res, 'activation/letter-password-page', {
    ...showFaults(faults),
    ...showCriteria(journey.account, tools),
    identifier: journey.account.identifier,
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}
