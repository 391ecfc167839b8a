import { Router, type Request, type Response } from 'express';
import {
  newPasswordPath as path,
  openPasswordLink,
  resetPassword,
  type ForgottenPasswordTools,
} from '../../accounts/forgotten-password.js';
import type { Account } from '../../accounts/ports.js';
import { isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { LinkToken } from '../../web/link-token.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { chooseNewPassword, showCriteria, type NewPasswordTools } from '../account/choose-new-password.js';
import { faultOf, showFaults, type FormFault } from '../account/form-faults.js';

export interface NewPasswordPageTools extends NewPasswordTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  linkToken: LinkToken;
  forgottenPassword: ForgottenPasswordTools;
}

/**
 * The page behind the link of « Mot de passe perdu ». Its GET uses nothing, since mail scanners open links; the form does,
 * once a good password was chosen (security R05). Nobody is signed in by it: the new password is.
 */
export function newPasswordPage(tools: NewPasswordPageTools): Router {
  const routes = Router();
  routes.get(path, (req, res) =>
    orFault(tools, res, async () => {
      if (tools.linkToken.hide(req, res, path)) return;
      const token = tools.linkToken.read(req);
      show(tools, { req, res }, { token, account: await openPasswordLink(token, tools.forgottenPassword) });
    }),
  );
  routes.post(path, readForm, tools.csrf.check, (req, res) =>
    orFault(tools, res, () => submit(tools, { req, res })),
  );
  routes.get(`${path}/fait`, (_req, res) => tools.render(res, 'recovery/password-reset-page'));
  return routes;
}

async function submit(
  tools: NewPasswordPageTools,
  { req, res }: { req: Request; res: Response },
): Promise<void> {
  const token = formOf(req)['jeton'];
  const account = await openPasswordLink(token, tools.forgottenPassword);
  const failed = (status: number, faults: readonly FormFault[]): void => {
    res.status(status);
    show(tools, { req, res }, { token, account, faults });
  };
  try {
    const chosen = await chooseNewPassword(formOf(req), account, tools);
    if ('faults' in chosen) return failed(400, chosen.faults);
    const order = { passwordHash: chosen.hash, language: tools.chooseLanguage(req, res) };
    const from = req.ip === undefined ? {} : { ip: req.ip };
    await resetPassword(token, { ...order, ...from }, tools.forgottenPassword);
  } catch (error) {
    if (!isGatewayError(error, 'busy')) throw error;
    res.setHeader('Retry-After', 10);
    return failed(503, [faultOf('busy', 'nouveau')]);
  }
  tools.linkToken.forget(res);
  res.redirect(303, `${path}/fait`);
}

function show(
  tools: NewPasswordPageTools,
  { req, res }: { req: Request; res: Response },
  shown: { token: string | undefined; account: Account; faults?: readonly FormFault[] },
): void {
  const { token, account, faults = [] } = shown;
  tools.render(res, 'recovery/new-password-page', {
    ...showFaults(faults),
    ...showCriteria(account, tools),
    token,
    identifier: account.identifier,
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}

const linkFaults: ReadonlySet<string> = new Set(['link_unknown', 'link_expired', 'link_used', 'link_void']);

/** A link that does not work has a page that says what to do. */
async function orFault(
  tools: NewPasswordPageTools,
  res: Response,
  run: () => void | Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isGatewayError(error) || !linkFaults.has(error.code)) throw error;
    tools.linkToken.forget(res);
    res.status(error.entry.status);
    tools.render(res, 'recovery/link-fault-page', {
      titleKey: `error-titles.${error.entry.sentence}`,
      adviceKey: `new-password.${error.code}`,
      self: null,
    });
  }
}
