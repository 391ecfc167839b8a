import type { Request, Response } from 'express';
import { GatewayError } from '../../errors.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { PendingRequest } from '../../web/ports.js';
import type { SsoTools } from './sso-tools.js';

/**
 * The kept request that `suite` names, for this browser alone.
 * @throws GatewayError `transaction_unknown` (too old, or another browser's), `transaction_answered`.
 */
export async function claimPending(
  req: Request,
  res: Response,
  tools: Pick<SsoTools, 'ledger' | 'clock' | 'browser'>,
): Promise<{ pending: PendingRequest; browser: string }> {
  const handle: unknown = req.query['suite'] ?? (req.body as Record<string, unknown> | undefined)?.['suite'];
  if (typeof handle !== 'string' || handle.length > 64) throw new GatewayError('transaction_unknown');
  const browser = browserOf(req, res, tools.browser);
  const pending = await tools.ledger.claim(handle, browser, tools.clock.now());
  if (pending === undefined) throw new GatewayError('transaction_unknown');
  if (pending.answered) throw new GatewayError('transaction_answered');
  return { pending, browser };
}

/** The browser's name in the ledger; it gets its cookie now when it has none. */
export function browserOf(req: Request, res: Response, cookie: BrowserCookie): string {
  cookie.browserId(req, res);
  return cookie.browserHash(req) ?? '';
}
