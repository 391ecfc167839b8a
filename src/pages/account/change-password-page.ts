import { Router, type Response } from 'express';
import type { CheckOwnPassword } from '../../accounts/check-own-password.js';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { Account } from '../../accounts/ports.js';
import { replacePassword, type ReplacePasswordTools } from '../../accounts/replace-password.js';
import type { ErrorCode } from '../../error-catalogue.js';
import { GatewayError, isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { SignedIn } from '../../web/ports.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import type { Sessions } from '../../web/session.js';
import { chooseNewPassword, showCriteria, type NewPasswordTools } from './choose-new-password.js';
import { faultAt, faultOf, showFaults, type FormFault } from './form-faults.js';
import { personActing } from './person-acting.js';
import { renewSession } from './renew-session.js';
import { personOf, type Exchange, type SignedInTools } from './signed-in-person.js';

export interface ChangePasswordTools extends SignedInTools, NewPasswordTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  sessions: Pick<Sessions, 'read' | 'open' | 'end'>;
  accounts: Pick<AccountStore, 'findById' | 'apply'>;
  checkOwnPassword: CheckOwnPassword;
  replacing: ReplacePasswordTools;
}

const path = '/compte/mot-de-passe';
/** What the person can answer on the form, beside the field of the present password. */
const texts: Partial<Record<ErrorCode, string>> = {
  fields_missing: 'sign-in.password-missing',
  credentials_wrong: 'check-again.wrong',
  too_many_tries: 'errors.too_many_tries',
  busy: 'errors.busy',
};

/**
 * GET and POST /compte/mot-de-passe: the present password, and a new one twice (domain 5.8). Every other session ends, this
 * browser goes on under a new id (security L05, L08), and the owner is told. Who comes by FranceConnect alone is told where
 * the password is changed (domain 4.7).
 */
export function changePasswordPage(tools: ChangePasswordTools): Router {
  const routes = Router();
  routes.get(path, async (req, res) => {
    const user = await personOf(tools, { req, res }, path);
    if (user !== undefined) show(tools, { req, res }, { account: await ownAccount(tools, user) });
  });
  routes.post(path, readForm, tools.csrf.check, async (req, res) => {
    const user = await personOf(tools, { req, res }, path);
    if (user !== undefined) await submit(tools, { req, res }, user);
  });
  return routes;
}

async function submit(tools: ChangePasswordTools, exchange: Exchange, user: SignedIn): Promise<void> {
  const { req, res } = exchange;
  const form = formOf(req);
  try {
    const proved = await tools.checkOwnPassword(user.subject.identifier, form['actuel']);
    const chosen = await chooseNewPassword(form, proved, tools);
    if ('faults' in chosen) return fail(tools, exchange, { account: proved, faults: chosen.faults });
    const done = await replacePassword(
      {
        ...{ accountId: proved.id, passwordHash: chosen.hash, act: 'account.change-password' },
        ...{ by: personActing(user, req), language: tools.chooseLanguage(req, res) },
        allows: (stored) => stored.state === 'ACTIF' && stored.passwordHash === proved.passwordHash,
      },
      tools.replacing,
    );
    if (done === undefined) throw new GatewayError('account_not_usable');
    const authnInstant = tools.clock.now().toISOString();
    const account = { id: proved.id, passwordHash: chosen.hash };
    await renewSession(tools, exchange, { user: { ...user, authnInstant }, account });
    res.redirect(303, '/compte?fait=mot-de-passe');
  } catch (error) {
    const key = isGatewayError(error) ? texts[error.code] : undefined;
    if (!isGatewayError(error) || key === undefined) throw error;
    const fault = key.startsWith('errors.') ? faultOf(error.code, 'actuel') : faultAt('actuel', key);
    setWait(res, error);
    await fail(tools, exchange, {
      ...{ account: await ownAccount(tools, user), faults: [fault], status: error.entry.status },
    });
  }
}

function fail(
  tools: ChangePasswordTools,
  exchange: Exchange,
  { account, faults, status = 400 }: { account: Account; faults: readonly FormFault[]; status?: number },
): void {
  exchange.res.status(status);
  show(tools, exchange, { account, faults });
}

function show(
  tools: ChangePasswordTools,
  { req, res }: Exchange,
  { account, faults = [] }: { account: Account; faults?: readonly FormFault[] },
): void {
  tools.render(res, 'account/change-password-page', {
    ...showFaults(faults),
    ...showCriteria(account, tools),
    franceConnectOnly: account.passwordHash === undefined,
    identifier: account.identifier,
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}

async function ownAccount({ accounts }: ChangePasswordTools, { subject }: SignedIn): Promise<Account> {
  const account = await accounts.findById(subject.accountId);
  if (account === undefined) throw new GatewayError('account_not_usable');
  return account;
}

function setWait(res: Response, { entry }: GatewayError): void {
  if (entry.status === 429 || entry.status === 503)
    res.setHeader('Retry-After', entry.status === 429 ? 60 : 10);
}
