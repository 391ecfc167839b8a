import { Router, type Response } from 'express';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { CheckOwnPassword } from '../../accounts/check-own-password.js';
import type { ErrorCode } from '../../error-catalogue.js';
import { GatewayError, isGatewayError } from '../../errors.js';
import type { FranceConnect } from '../../franceconnect-services.js';
import type { Csrf } from '../../web/csrf.js';
import type { SignedIn } from '../../web/ports.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { safeReturnTo } from '../../web/return-to.js';
import type { Sessions } from '../../web/session.js';
import { franceConnectButton } from '../sign-in/franceconnect-button.js';
import { faultAt, faultOf, showFaults } from './form-faults.js';
import { renewSession, type RenewTools } from './renew-session.js';
import { personOf, type Exchange, type SignedInTools } from './signed-in-person.js';

export interface CheckAgainTools extends SignedInTools, RenewTools {
  render: Render;
  csrf: Csrf;
  sessions: Pick<Sessions, 'read' | 'open' | 'end'>;
  checkOwnPassword: CheckOwnPassword;
  accounts: Pick<AccountStore, 'findById'>;
  /** Absent: FranceConnect is off. */
  franceConnect?: FranceConnect | undefined;
}

const address = '/compte/verification';
const field = 'mot-de-passe';
/** What the person can answer on the form. */
const onForm = new Set<ErrorCode>(['fields_missing', 'credentials_wrong', 'too_many_tries', 'busy']);

/**
 * GET and POST /compte/verification: the password once more, before what must not be done from a screen left open. The
 * session then gets a new id (security L05) and begins anew. Who has none here goes through FranceConnect once more.
 */
export function checkAgainPage(tools: CheckAgainTools): Router {
  const routes = Router();
  routes.get(address, async (req, res) => {
    const path = safeReturnTo(req.query['retour']);
    const user = await personOf(tools, { req, res }, path);
    if (user !== undefined) await show(tools, { req, res }, { user, path });
  });
  routes.post(address, readForm, tools.csrf.check, async (req, res) => {
    const path = safeReturnTo(formOf(req)['retour']);
    const user = await personOf(tools, { req, res }, path);
    if (user === undefined) return;
    try {
      const account = await tools.checkOwnPassword(user.subject.identifier, formOf(req)[field]);
      const authnInstant = tools.clock.now().toISOString();
      await renewSession(tools, { req, res }, { user: { ...user, authnInstant }, account });
    } catch (error) {
      if (!isGatewayError(error) || !onForm.has(error.code)) throw error;
      setStatus(res, error.code);
      return show(tools, { req, res }, { user, path, code: error.code });
    }
    res.redirect(303, path);
  });
  return routes;
}

async function show(
  tools: CheckAgainTools,
  { req, res }: Exchange,
  { user, path, code }: { user: SignedIn; path: string; code?: ErrorCode },
): Promise<void> {
  const texts = {
    fields_missing: 'sign-in.password-missing',
    credentials_wrong: 'check-again.wrong',
  } as const;
  const key = code === 'fields_missing' || code === 'credentials_wrong' ? texts[code] : undefined;
  const faults = code === undefined ? [] : [key === undefined ? faultOf(code, field) : faultAt(field, key)];
  const account = await tools.accounts.findById(user.subject.accountId);
  tools.render(res, 'account/check-again-page', {
    ...showFaults(faults),
    path,
    hasPassword: account?.passwordHash !== undefined,
    franceConnect: franceConnectButton(tools, { retour: path }),
    identifier: user.subject.identifier,
    csrfToken: tools.csrf.token(req, res),
    script: 'reveal-password.js',
    self: `${address}?retour=${encodeURIComponent(path)}`,
  });
}

function setStatus(res: Response, code: ErrorCode): void {
  const { status } = new GatewayError(code).entry;
  res.status(status);
  if (status === 429 || status === 503) res.setHeader('Retry-After', status === 429 ? 60 : 10);
}
