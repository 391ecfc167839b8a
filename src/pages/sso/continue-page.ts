import { Router, type Request, type Response } from 'express';
import { GatewayError } from '../../errors.js';
import { AnswerableError } from '../../saml/answerable-error.js';
import type { PendingRequest, SignedIn } from '../../web/ports.js';
import { formOf, readForm } from '../../web/read-form.js';
import { signedInOf } from '../../web/session.js';
import type { AnswerPages } from './answer-request.js';
import { claimPending } from './claim-pending.js';
import { signInAddress } from './sign-in-address.js';
import type { SsoTools } from './sso-tools.js';

/**
 * Where a kept request goes on: after the sign-in page, or at once when a cross-site POST brought it here.
 * Giving up leads back to the portal with `AuthnFailed` (saml-profiles 4.1.3.5).
 */
export function continuePages(tools: SsoTools, answers: AnswerPages): Router {
  const router = Router();
  router.get('/sso/continue', tools.sessions.middleware, async (req, res) => {
    const { pending, browser } = await claimPending({ req, res }, tools);
    const user = signedInOf(req);
    if (user !== undefined && isFresh(user, pending)) {
      await markAnswered(pending, browser, tools);
      return answers.answer(res, pending.request, user);
    }
    if (pending.request.isPassive) return refuseOnce(res, 'no_passive', pending, browser);
    res.redirect(303, signInAddress(pending.handle, req, pending.request, tools));
  });
  router.post('/sso/cancel', readForm, tools.csrf.check, async (req: Request, res: Response) => {
    const { pending, browser } = await claimPending({ req, res, suite: formOf(req).suite }, tools);
    await refuseOnce(res, 'cancelled', pending, browser);
  });
  const refuseOnce = async (
    res: Response,
    code: 'no_passive' | 'cancelled',
    pending: PendingRequest,
    browser: string,
  ): Promise<void> => {
    await markAnswered(pending, browser, tools);
    await answers.refuse(res, new AnswerableError(code, pending.request));
  };
  return router;
}

/** ForceAuthn asks for a password given after the request came (saml-core 3.4.1). */
function isFresh(user: SignedIn, pending: PendingRequest): boolean {
  return !pending.request.forceAuthn || Date.parse(user.authnInstant) >= pending.receivedAt.getTime();
}

async function markAnswered(pending: PendingRequest, browser: string, tools: SsoTools): Promise<void> {
  const first = await tools.ledger.markAnswered(pending.handle, browser, tools.clock.now());
  if (!first) throw new GatewayError('transaction_answered');
}
