import type { Request, Response } from 'express';
import type { ServiceProvider } from '../../federation/ports.js';
import type { ChooseLanguage } from '../../web/language.js';
import { portalName } from '../account/portal-name.js';
import { claimKept, type KeptRequestTools } from '../sso/kept-request.js';

export interface AskingPortalTools extends KeptRequestTools {
  serviceProviders: { record(entityId: string): ServiceProvider | undefined };
  chooseLanguage: ChooseLanguage;
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
  const { issuer } = (await claimKept({ req, res, suite }, tools)).request;
  const names = tools.serviceProviders.record(issuer)?.metadata.displayName ?? {};
  return { name: portalName(names, issuer, tools.chooseLanguage(req, res)) };
}
