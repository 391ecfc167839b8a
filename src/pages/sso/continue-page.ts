import { Router } from 'express';
import { GatewayError } from '../../errors.js';
import { AnswerableError } from '../../saml/answerable-error.js';
import type { PendingRequest, SignedIn } from '../../web/ports.js';
import { formOf, readForm } from '../../web/read-form.js';
import { refuseHead } from '../../web/refuse-head.js';
import type { AnswerPages } from './answer-request.js';
import { claimKept, takeKept, type KeptExchange } from './kept-request.js';
import { keptSignInAddress } from './kept-sign-in-address.js';
import type { SsoTools } from './sso-tools.js';

/**
 * Where a kept request goes on: after the sign-in page, or at once when a cross-site POST brought it here.
 * Giving up leads back to the portal with `AuthnFailed` (saml-profiles 4.1.3.5).
 */
export function continuePages(tools: SsoTools, answers: AnswerPages): Router {
  const router = Router();
  router.head('/sso/continue', refuseHead);
  router.get('/sso/continue', async (req, res) => {
    const exchange = { req, res, suite: req.query['suite'] };
    const pending = await claimKept(exchange, tools);
    const user = await tools.sessions.read(req);
    if (user !== undefined && isFresh(user, pending)) {
      const take = (): Promise<boolean> => takeKept(exchange, tools);
      if (await answers.answer(res, pending.request, user, take)) return;
      throw new GatewayError('transaction_answered');
    }
    if (pending.request.isPassive) return refuse('no_passive', exchange, pending);
    res.redirect(303, keptSignInAddress(pending.handle, req, pending.request, tools));
  });
  router.post('/sso/cancel', readForm, tools.csrf.check, async (req, res) => {
    const exchange = { req, res, suite: formOf(req).suite };
    await refuse('cancelled', exchange, await claimKept(exchange, tools));
  });
  const refuse = async (
    code: 'no_passive' | 'cancelled',
    exchange: KeptExchange,
    { request }: PendingRequest,
  ): Promise<void> => {
    if (!(await takeKept(exchange, tools))) throw new GatewayError('transaction_answered');
    await answers.refuse(exchange.res, new AnswerableError(code, request));
  };
  return router;
}

/** ForceAuthn asks for a password given after the request came (saml-core 3.4.1). */
function isFresh(user: SignedIn, pending: PendingRequest): boolean {
  return !pending.request.forceAuthn || Date.parse(user.authnInstant) >= pending.receivedAt.getTime();
}
