import { Router } from 'express';
import { isAcceptableLength } from '../../accounts/password.js';
import { policyFor } from '../../accounts/password-policy.js';
import { isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { RateLimit } from '../../web/rate-limit.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { faultAt, faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import {
  atActivation,
  pageOfActivation,
  progressOf,
  type ActivationExchange,
  type ActivationStepTools,
} from './activation-steps.js';
import { passwordCriteria } from './password-criteria.js';

export interface ChosenPasswordPageTools extends ActivationStepTools {
  render: Render;
  csrf: Csrf;
  rateLimit: RateLimit;
}

const path = pageOfActivation.password;

/** GET and POST: the identifier is shown, and a password chosen for it (domain 8.5). */
export function chosenPasswordPage(tools: ChosenPasswordPageTools): Router {
  return Router()
    .get(
      path,
      atActivation(['password'], tools, (exchange) => show(tools, exchange, [])),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atActivation(['password'], tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: ChosenPasswordPageTools, exchange: ActivationExchange): Promise<void> {
  const { req, res } = exchange;
  try {
    const faults = await tools.rateLimit.pass({ req, res }, () => faultsOf(tools, exchange));
    if (faults.length === 0) return res.redirect(303, pageOfActivation.mail);
    res.status(400);
    show(tools, exchange, faults);
  } catch (error) {
    if (!isGatewayError(error, 'busy') && !isGatewayError(error, 'too_many_requests')) throw error;
    res.status(error.entry.status);
    if (!res.hasHeader('Retry-After')) res.setHeader('Retry-After', 10);
    show(tools, exchange, [faultOf(error.code, 'nouveau')]);
  }
}

async function faultsOf(
  { guardianActivation }: ChosenPasswordPageTools,
  { req, journey }: ActivationExchange,
): Promise<FormFault[]> {
  const { nouveau = '', encore = '' } = formOf(req);
  if (nouveau === '') return [faultAt('nouveau', 'password.missing')];
  if (nouveau.normalize('NFKC') !== encore.normalize('NFKC')) return [faultAt('encore', 'password.differ')];
  if (!isAcceptableLength(nouveau)) return [faultAt('nouveau', 'password.fault-too-long')];
  const faults = await guardianActivation.choosePassword(journey, nouveau);
  return faults.map((fault) => faultAt('nouveau', `password.fault-${fault}`));
}

function show(
  tools: ChosenPasswordPageTools,
  { req, res, journey: { account, record } }: ActivationExchange,
  faults: readonly FormFault[],
): void {
  const policy = policyFor({ kind: 'guardian', person: { schools: account?.person.schools ?? [] } }, false);
  tools.render(res, 'activation/chosen-password-page', {
    ...showFaults(faults),
    identifier: account?.identifier,
    policy,
    criteria: passwordCriteria(policy),
    progress: progressOf(record),
    csrfToken: tools.csrf.token(req, res),
    script: ['reveal-password.js', 'choose-password.js'],
    self: path,
  });
}
