import type { Request, Response } from 'express';
import type { Clock } from '../../clock.js';
import { GatewayError } from '../../errors.js';
import type { ServiceProvider } from '../../federation/ports.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { AuthnRequestLedger } from '../../web/ports.js';
import { portalName } from '../account/portal-name.js';

export interface AskingPortalTools {
  ledger: Pick<AuthnRequestLedger, 'claim'>;
  serviceProviders: { record(entityId: string): ServiceProvider | undefined };
  browser: BrowserCookie;
  chooseLanguage: ChooseLanguage;
  clock: Clock;
}

/**
 * The name of the portal whose request waits under `suite`; the request becomes this browser's.
 * @throws GatewayError `transaction_unknown`, `transaction_answered`.
 */
export async function askingPortal(
  tools: AskingPortalTools,
  exchange: { req: Request; res: Response },
  suite: string,
): Promise<{ name: string }> {
  const { req, res } = exchange;
  tools.browser.browserId(req, res);
  const browser = tools.browser.browserHash(req) ?? '';
  const pending = await tools.ledger.claim(suite, browser, tools.clock.now());
  if (pending === undefined) throw new GatewayError('transaction_unknown');
  if (pending.answered) throw new GatewayError('transaction_answered');
  const { issuer } = pending.request;
  const names = tools.serviceProviders.record(issuer)?.metadata.displayName ?? {};
  return { name: portalName(names, issuer, tools.chooseLanguage(req, res)) };
}
