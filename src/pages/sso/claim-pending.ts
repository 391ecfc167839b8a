import type { Request, Response } from 'express';
import type { Clock } from '../../clock.js';
import { GatewayError } from '../../errors.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { AuthnRequestLedger, PendingRequest } from '../../web/ports.js';

/** What claiming needs. */
export interface ClaimTools {
  ledger: Pick<AuthnRequestLedger, 'claim'>;
  browser: BrowserCookie;
  clock: Clock;
}

/**
 * The kept request that `suite` (default: that of the address) names, for this browser alone.
 * @throws GatewayError `transaction_unknown` (too old, or another browser's), `transaction_answered`.
 */
export async function claimPending(
  { req, res, suite }: { req: Request; res: Response; suite?: string | undefined },
  tools: ClaimTools,
): Promise<{ pending: PendingRequest; browser: string }> {
  const handle = suite ?? req.query['suite'];
  if (typeof handle !== 'string' || handle.length > 64) throw new GatewayError('transaction_unknown');
  const browser = tools.browser.browserHash(req, res);
  const pending = await tools.ledger.claim(handle, browser, tools.clock.now());
  if (pending === undefined) throw new GatewayError('transaction_unknown');
  if (pending.answered) throw new GatewayError('transaction_answered');
  return { pending, browser };
}
