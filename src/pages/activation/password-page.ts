import { Router, type Response } from 'express';
import { GatewayError, isGatewayError, type ErrorCode } from '../../errors.js';
import { isAcceptableLength } from '../../accounts/password.js';
import { policyFor } from '../../accounts/password-policy.js';
import type { Config } from '../../config.js';
import type { FirstSignIn } from '../../accounts/first-sign-in.js';
import type { Csrf } from '../../web/csrf.js';
import type { RateLimit } from '../../web/rate-limit.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { passwordCriteria } from './password-criteria.js';
import { atStep, pageOfStep, type StepExchange, type StepTools } from './step-pages.js';

export interface PasswordPageTools extends StepTools {
  firstSignIn: FirstSignIn;
  render: Render;
  csrf: Csrf;
  rateLimit: RateLimit;
  config: Pick<Config, 'EASY_PRIMARY_PASSWORDS'>;
}

interface Fault {
  key: string;
  href: string;
}

const path = pageOfStep.password;

/** GET and POST: the password that the pupil chooses, twice (domain 5, 6.4). */
export function passwordPage(tools: PasswordPageTools): Router {
  return Router()
    .get(
      path,
      atStep('password', tools, (exchange) => show(tools, exchange, [])),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atStep('password', tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: PasswordPageTools, exchange: StepExchange): Promise<void> {
  const { req, res } = exchange;
  const { nouveau = '', encore = '' } = formOf(req);
  try {
    const choose = () => faultsOf(tools, exchange, { nouveau, encore });
    const faults = await tools.rateLimit.pass({ req, res }, choose);
    if (faults.length > 0) return show(tools, exchange, faults);
    res.redirect(303, pageOfStep.information);
  } catch (error) {
    if (!isGatewayError(error, 'busy') && !isGatewayError(error, 'too_many_requests')) throw error;
    show(tools, exchange, [{ key: `errors.${error.code}`, href: '#nouveau' }], error.code);
  }
}

async function faultsOf(
  { firstSignIn }: PasswordPageTools,
  { journey }: StepExchange,
  { nouveau, encore }: { nouveau: string; encore: string },
): Promise<Fault[]> {
  if (nouveau === '') return [{ key: 'password.missing', href: '#nouveau' }];
  if (nouveau.normalize('NFKC') !== encore.normalize('NFKC'))
    return [{ key: 'password.differ', href: '#encore' }];
  if (!isAcceptableLength(nouveau)) return [{ key: 'password.fault-too-long', href: '#nouveau' }];
  const faults = await firstSignIn.choosePassword(journey, nouveau);
  return faults.map((fault) => ({ key: `password.fault-${fault}`, href: '#nouveau' }));
}

function show(
  tools: PasswordPageTools,
  { req, res, journey }: StepExchange,
  faults: readonly Fault[],
  code?: ErrorCode,
): void {
  const { identifier } = journey.account;
  if (faults.length > 0) setStatus(res, code);
  const policy = policyFor(journey.account, tools.config.EASY_PRIMARY_PASSWORDS);
  tools.render(res, 'activation/password-page', {
    identifier,
    faults,
    policy,
    criteria: passwordCriteria(policy),
    faultOf: Object.fromEntries(faults.map(({ href }) => [href.slice(1), true])),
    csrfToken: tools.csrf.token(req, res),
    script: ['reveal-password.js', 'choose-password.js'],
    self: path,
  });
}

function setStatus(res: Response, code: ErrorCode | undefined): void {
  res.status(code === undefined ? 400 : new GatewayError(code).entry.status);
  if (code !== undefined && !res.hasHeader('Retry-After')) res.setHeader('Retry-After', 10);
}
