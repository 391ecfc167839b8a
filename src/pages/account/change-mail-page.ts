import { Router, type Request } from 'express';
import type { MailAddresses } from '../../accounts/mail-addresses.js';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { Account } from '../../accounts/ports.js';
import type { ErrorCode } from '../../error-catalogue.js';
import { GatewayError, isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { SignedIn } from '../../web/ports.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { faultAt, faultOf, showFaults, type FormFault } from './form-faults.js';
import { personActing } from './person-acting.js';
import { personOf, personSureOf, type Exchange, type SignedInTools } from './signed-in-person.js';

export interface ChangeMailTools extends SignedInTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  accounts: Pick<AccountStore, 'findById'>;
  mailAddresses: Pick<MailAddresses, 'ask' | 'askAgain' | 'cancel' | 'ownerFor'>;
}

const address = '/compte/adresse-mail';
const field = 'adresse';
/** What the person can answer on the form. */
const onForm = new Set<ErrorCode>(['mail_invalid', 'mail_off', 'too_many_links', 'busy']);

/**
 * GET and POST /compte/adresse-mail: another address, used once who reads its mails confirmed it (domain 5.9); under 15 it is
 * a parent's. POST …/renvoyer and …/annuler: the mail again, or never mind.
 */
export function changeMailPage(tools: ChangeMailTools): Router {
  const routes = Router();
  routes.get(address, async (req, res) => {
    const user = await personSureOf(tools, { req, res }, address);
    if (user !== undefined) await show(tools, { req, res }, { user });
  });
  routes.post(address, readForm, tools.csrf.check, async (req, res) => {
    const user = await personSureOf(tools, { req, res }, address);
    if (user === undefined) return;
    const typed = formOf(req)[field] ?? '';
    const failed = async (status: number, fault: FormFault): Promise<void> => {
      res.status(status);
      await show(tools, { req, res }, { user, typed, fault });
    };
    if (typed.trim() === '') return failed(400, faultAt(field, 'change-mail.missing'));
    try {
      await tools.mailAddresses.ask(user.subject.accountId, typed, termsOf(tools, { req, res }, user));
    } catch (error) {
      if (!isGatewayError(error) || !onForm.has(error.code)) throw error;
      return failed(error.entry.status, faultOf(error.code, field));
    }
    res.redirect(303, '/compte?fait=adresse-demandee');
  });
  routes.post(`${address}/renvoyer`, readForm, tools.csrf.check, async (req, res) => {
    const user = await personOf(tools, { req, res }, '/compte');
    if (user === undefined) return;
    await tools.mailAddresses.askAgain(user.subject.accountId, termsOf(tools, { req, res }, user));
    res.redirect(303, '/compte?fait=adresse-renvoyee');
  });
  routes.post(`${address}/annuler`, readForm, tools.csrf.check, async (req, res) => {
    const user = await personOf(tools, { req, res }, '/compte');
    if (user === undefined) return;
    await tools.mailAddresses.cancel(user.subject.accountId, personActing(user, req));
    res.redirect(303, '/compte?fait=adresse-annulee');
  });
  return routes;
}

function termsOf({ chooseLanguage }: ChangeMailTools, { req, res }: Exchange, user: SignedIn) {
  return { by: personActing(user, req), language: chooseLanguage(req, res) };
}

async function show(
  tools: ChangeMailTools,
  { req, res }: Exchange,
  { user, typed = '', fault }: { user: SignedIn; typed?: string; fault?: FormFault },
): Promise<void> {
  const account = await findAccount(tools, user, req);
  const owner = tools.mailAddresses.ownerFor(account);
  tools.render(res, 'account/change-mail-page', {
    ...showFaults(fault === undefined ? [] : [fault]),
    typed,
    mail: account.mail,
    labelKey: `change-mail.${owner}`,
    hintKey: `change-mail.${owner}-hint`,
    autocomplete: owner === 'own' ? 'email' : 'off',
    csrfToken: tools.csrf.token(req, res),
    self: address,
  });
}

async function findAccount(
  { accounts }: ChangeMailTools,
  { subject }: SignedIn,
  req: Request,
): Promise<Account> {
  const account = await accounts.findById(subject.accountId);
  if (account === undefined) throw new GatewayError('account_not_usable', { detail: req.path });
  return account;
}
