import { Router, type Request, type Response } from 'express';
import { enterPath, type OperatorAccess } from '../../accounts/operator-access.js';
import { isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { LinkToken } from '../../web/link-token.js';
import type { OperatorCookie } from '../../web/operator-cookie.js';
import type { RateLimit } from '../../web/rate-limit.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';

export interface EnterPageTools {
  render: Render;
  csrf: Csrf;
  linkToken: LinkToken;
  rateLimit: RateLimit;
  operatorAccess: Pick<OperatorAccess, 'open' | 'enter'>;
  operatorCookie: OperatorCookie;
}

/** The page behind the link of `gateway operator link`. Its GET uses nothing; its button does. */
export function enterPage(tools: EnterPageTools): Router {
  const { render, csrf, linkToken, operatorAccess, operatorCookie } = tools;
  const routes = Router();
  routes.get(enterPath, async (req, res) => {
    if (linkToken.hide(req, res, enterPath)) return;
    await orFault(tools, { req, res }, async () => {
      const token = linkToken.read(req);
      const { name } = await operatorAccess.open(token);
      render(res, 'operator/enter-page', { name, token, csrfToken: csrf.token(req, res) });
    });
  });
  routes.post(enterPath, readForm, csrf.check, async (req, res) => {
    await orFault(tools, { req, res }, async () => {
      const from = req.ip === undefined ? {} : { ip: req.ip };
      const { secret } = await operatorAccess.enter(formOf(req)['jeton'], from);
      linkToken.forget(res);
      operatorCookie.set(res, secret);
      res.redirect(303, '/operateur/import');
    });
  });
  return routes;
}

const linkFaults: ReadonlySet<string> = new Set(['link_unknown', 'link_expired', 'link_used']);

/** A link that does not work has a page that says how another one is made; who shows many has to wait. */
async function orFault(
  { render, linkToken, rateLimit }: EnterPageTools,
  { req, res }: { req: Request; res: Response },
  run: () => Promise<void>,
): Promise<void> {
  try {
    await rateLimit.pass({ req, res }, run);
  } catch (error) {
    if (!isGatewayError(error) || !linkFaults.has(error.code)) throw error;
    linkToken.forget(res);
    res.status(error.entry.status);
    render(res, 'operator/link-fault-page', { titleKey: `error-titles.${error.entry.sentence}`, self: null });
  }
}
