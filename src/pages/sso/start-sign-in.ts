import type { Request, Response } from 'express';
import { newToken } from '../../random.js';
import { AnswerableError } from '../../saml/answerable-error.js';
import type { AuthnRequest } from '../../saml/types.js';
import type { AnswerPages } from './answer-request.js';
import { keptSignInAddress } from './kept-sign-in-address.js';
import type { SsoTools } from './sso-tools.js';

interface Arrival {
  req: Request;
  res: Response;
  request: AuthnRequest;
}

/**
 * Answers at once when the session allows it; else keeps the request and leads the person to the sign-in page.
 * A cross-site POST does not bring our cookies (SameSite=Lax), whatever others it brings: those of a load balancer, or of the
 * parent domain. Its session is looked for on the next, same-site GET, and a browser keeps the cookie it has.
 */
export async function startSignIn(arrival: Arrival, tools: SsoTools, answers: AnswerPages): Promise<void> {
  const { req, res, request } = arrival;
  const user = await tools.sessions.read(req);
  const receivedAt = tools.clock.now();
  const until = new Date(receivedAt.getTime() + keptSeconds(tools) * 1000);
  if (user !== undefined && !request.forceAuthn) {
    if (request.unsolicited !== true) await tools.ledger.remember(request, until);
    await answers.answer(res, request, user);
    return;
  }
  await tools.rateLimit.count(req, res);
  const cookiesCome = request.binding === 'redirect' || tools.browser.came(req);
  if (request.isPassive && cookiesCome) {
    await tools.ledger.remember(request, until);
    throw new AnswerableError('no_passive', request);
  }
  const terms = { handle: newToken(tools.random), receivedAt, until };
  if (!cookiesCome) {
    await tools.ledger.hold(request, terms);
    return res.redirect(303, `/sso/continue?suite=${terms.handle}`);
  }
  await tools.ledger.hold(request, { ...terms, browser: tools.browser.browserHash(req, res) });
  res.redirect(303, keptSignInAddress(terms.handle, req, request, tools));
}

/** A request is remembered at least as long as its IssueInstant could still pass. */
function keptSeconds({ config }: SsoTools): number {
  return Math.max(config.REQUEST_LIFE_SECONDS, 2 * config.CLOCK_SKEW_SECONDS);
}
