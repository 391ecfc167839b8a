import { Router } from 'express';
import { readCode } from '../../accounts/one-time-code.js';
import type { CodeAnswer } from '../../accounts/guardian-activation.js';
import type { Config } from '../../config.js';
import { isGatewayError } from '../../errors.js';
import type { AfterAnswer } from '../../web/after-answer.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { faultAt, faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import { registrationAddress } from '../sign-in/sign-in-form.js';
import {
  atActivation,
  pageOfActivation,
  progressOf,
  type ActivationExchange,
  type ActivationStepTools,
} from './activation-steps.js';
import { askTerms, codeRefusals } from './code-terms.js';

export interface CodePageTools extends ActivationStepTools {
  config: Pick<Config, 'RATE_LIMIT' | 'SMS_COUNTRIES'>;
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  afterAnswer: AfterAnswer;
}

const path = pageOfActivation.code;
/** What the page says to an answer; nothing in it depends on whether the number is known. */
const faultOfAnswer = {
  wrong: 'registration.code-wrong',
  expired: 'registration.code-expired',
  'used-up': 'registration.code-used-up',
} as const satisfies Partial<Record<CodeAnswer, string>>;

/** GET and POST: the code of the SMS, or another one (domain 8.3). */
export function codePage(tools: CodePageTools): Router {
  return Router()
    .get(
      path,
      atActivation(['code'], tools, (exchange) => show(tools, exchange)),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atActivation(['code'], tools, async (exchange) => {
        try {
          await submit(tools, exchange);
        } catch (error) {
          if (!isGatewayError(error) || !codeRefusals.includes(error.code)) throw error;
          exchange.res.status(error.entry.status);
          show(tools, exchange, faultOf(error.code, 'code'));
        }
      }),
    );
}

async function submit(tools: CodePageTools, exchange: ActivationExchange): Promise<void> {
  const { req, res, journey } = exchange;
  const { code = '', renvoyer } = formOf(req);
  if (renvoyer !== undefined) {
    tools.afterAnswer(res, await tools.guardianActivation.ask(journey, askTerms(req, res, tools)));
    return res.redirect(303, `${path}?renvoye=1`);
  }
  const typed = readCode(code);
  if (typed === undefined) {
    res.status(400);
    return show(tools, exchange, faultAt('code', 'registration.code-invalid'));
  }
  const answer = await tools.guardianActivation.answerCode(journey, typed);
  if (answer === 'right' || answer === 'moved') return res.redirect(303, pageOfActivation.children);
  res.status(400);
  show(tools, exchange, faultAt('code', faultOfAnswer[answer]));
}

function show(tools: CodePageTools, { req, res, journey }: ActivationExchange, fault?: FormFault): void {
  const { record } = journey;
  tools.render(res, 'activation/code-page', {
    ...showFaults(fault === undefined ? [] : [fault]),
    digits: record.asked?.mobile.slice(-2),
    again: req.query['renvoye'] === '1',
    other: record.path === 'franceconnect' ? pageOfActivation.mobile : registrationAddress(record.end),
    named: record.path === 'self-registration',
    progress: progressOf(record),
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}
