import type { Request, Response } from 'express';
import type { Clock } from '../../clock.js';
import { GatewayError } from '../../errors.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { AuthnRequestLedger, PendingRequest } from '../../web/ports.js';

/** What looking for a kept request needs. */
export interface KeptRequestTools {
  ledger: Pick<AuthnRequestLedger, 'claim' | 'takeToAnswer'>;
  browser: BrowserCookie;
  clock: Clock;
}

/** What only looking needs. */
export type LookingTools = Omit<KeptRequestTools, 'ledger'> & { ledger: Pick<AuthnRequestLedger, 'claim'> };

/** An exchange about the kept request that `suite` names. */
export interface KeptExchange {
  req: Request;
  res: Response;
  suite: unknown;
}

/**
 * The kept request, for this browser alone; the first to ask makes it its own.
 * @throws GatewayError `transaction_unknown` (too old, or another browser's), `transaction_answered`.
 */
export async function claimKept(exchange: KeptExchange, tools: LookingTools): Promise<PendingRequest> {
  const { handle, browser } = keyOf(exchange, tools);
  const pending = await tools.ledger.claim(handle, browser, tools.clock.now());
  if (pending === undefined) throw new GatewayError('transaction_unknown');
  if (pending.answered) throw new GatewayError('transaction_answered');
  return pending;
}

/** The same, without saying why there is none: undefined. */
export async function findKept(
  exchange: KeptExchange,
  tools: LookingTools,
): Promise<PendingRequest | undefined> {
  const { handle, browser } = keyOf(exchange, tools);
  const pending = await tools.ledger.claim(handle, browser, tools.clock.now());
  return pending?.answered === true ? undefined : pending;
}

/** Takes the kept request to answer it now: true for the first who asks, and never again. */
export async function takeKept(exchange: KeptExchange, tools: KeptRequestTools): Promise<boolean> {
  const { handle, browser } = keyOf(exchange, tools);
  return (await tools.ledger.takeToAnswer(handle, browser, tools.clock.now())) !== undefined;
}

/** Keeps a request until `until` at least, if there is one and it is this browser's. */
export async function keepLonger(
  { req, res, suite }: KeptExchange,
  until: Date,
  tools: { ledger: Pick<AuthnRequestLedger, 'prolong'>; browser: BrowserCookie },
): Promise<void> {
  if (typeof suite !== 'string' || suite.length > 64) return;
  await tools.ledger.prolong(suite, tools.browser.browserHash(req, res), until);
}

function keyOf({ req, res, suite }: KeptExchange, tools: Pick<KeptRequestTools, 'browser'>) {
  if (typeof suite !== 'string' || suite.length > 64) throw new GatewayError('transaction_unknown');
  return { handle: suite, browser: tools.browser.browserHash(req, res) };
}
