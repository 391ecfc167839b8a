import { Router } from 'express';
import { asChild, declaredChildren } from '../../accounts/guardian-children.js';
import { mergeAccounts, type MergeTools } from '../../accounts/merge-accounts.js';
import type { MergeProofs } from '../../accounts/merge-proof.js';
import { passwordMark } from '../../accounts/password-mark.js';
import type { Account } from '../../accounts/ports.js';
import type { ProveOther } from '../../accounts/prove-other-account.js';
import type { SchoolStore } from '../../directory/ports.js';
import { GatewayError, isGatewayError, type ErrorCode } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { JourneyCookie } from '../../web/journey-cookie.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { SignedIn } from '../../web/ports.js';
import type { RateLimit } from '../../web/rate-limit.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { describeChildren } from './describe-children.js';
import { faultAt, faultOf, showFaults, type FormFault } from './form-faults.js';
import { childrenPath, guardianOf } from './my-children-page.js';
import { personActing } from './person-acting.js';
import { renewChildren, type RenewChildrenTools } from './renew-children.js';
import { personSureOf, type Exchange, type SignedInTools } from './signed-in-person.js';

export interface GroupAccountsTools extends SignedInTools, RenewChildrenTools {
  render: Render;
  csrf: Csrf;
  rateLimit: RateLimit;
  chooseLanguage: ChooseLanguage;
  sessions: SignedInTools['sessions'] & RenewChildrenTools['sessions'];
  schools: Pick<SchoolStore, 'findMany'>;
  proveOther: ProveOther;
  mergeProofs: MergeProofs;
  groupingCookie: JourneyCookie;
  merging: MergeTools;
}

const path = `${childrenPath}/ajouter`;
const confirmPath = `${path}/confirmer`;
/** What the person can answer on the form. */
const onForm = new Set<ErrorCode>([
  'fields_missing',
  'credentials_wrong',
  'too_many_tries',
  'too_many_requests',
  'too_many_merges',
  'merge_same',
  'merge_names_differ',
  'letter_expired',
  'account_locked',
  'account_left',
  'account_not_usable',
  'busy',
]);

/**
 * « Ajouter des élèves depuis un autre compte » (domain 9). The other account's identifier and password, a page that says what
 * will happen, and the two accounts are one: that of whoever is signed in.
 */
export function groupAccountsPage(tools: GroupAccountsTools): Router {
  return Router()
    .get(path, async (req, res) => {
      if ((await sureGuardian(tools, { req, res }, path)) !== undefined) show(tools, { req, res });
    })
    .post(path, readForm, tools.csrf.check, async (req, res) => {
      const user = await sureGuardian(tools, { req, res }, path);
      if (user !== undefined) await prove(tools, { req, res }, user);
    })
    .get(confirmPath, async (req, res) => {
      const user = await sureGuardian(tools, { req, res }, path);
      if (user !== undefined) await showConfirm(tools, { req, res }, user);
    })
    .post(confirmPath, readForm, tools.csrf.check, async (req, res) => {
      const user = await sureGuardian(tools, { req, res }, path);
      if (user !== undefined) await merge(tools, { req, res }, user);
    });
}

async function sureGuardian(
  tools: GroupAccountsTools,
  exchange: Exchange,
  at: string,
): Promise<SignedIn | undefined> {
  const user = await personSureOf(tools, exchange, at);
  return user === undefined ? undefined : guardianOf(tools, exchange, at);
}

async function prove(tools: GroupAccountsTools, exchange: Exchange, { subject }: SignedIn): Promise<void> {
  const { req, res } = exchange;
  const { identifiant = '', 'mot-de-passe': password = '' } = formOf(req);
  try {
    const target = await accountOf(tools, subject.accountId);
    const proveOther = () => tools.proveOther(target, { identifier: identifiant, password });
    const source = await tools.rateLimit.pass({ req, res }, proveOther);
    tools.groupingCookie.set(res, tools.mergeProofs.sign(source, target));
  } catch (error) {
    if (!isGatewayError(error) || !onForm.has(error.code)) throw error;
    const { status } = error.entry;
    res.status(status);
    if ((status === 429 || status === 503) && !res.hasHeader('Retry-After')) res.setHeader('Retry-After', 60);
    return show(tools, exchange, { identifiant, fault: faultAbout(error.code) });
  }
  res.redirect(303, confirmPath);
}

/** Unknown identifier, wrong password, a pupil's account: one text. */
function faultAbout(code: ErrorCode): FormFault {
  return code === 'credentials_wrong'
    ? faultAt('identifiant', 'group-accounts.wrong')
    : faultOf(code, 'identifiant');
}

function show(
  tools: GroupAccountsTools,
  { req, res }: Exchange,
  wrong?: { identifiant: string; fault: FormFault },
): void {
  tools.render(res, 'account/group-accounts-page', {
    ...showFaults(wrong === undefined ? [] : [wrong.fault]),
    identifiant: wrong?.identifiant ?? '',
    csrfToken: tools.csrf.token(req, res),
    script: 'reveal-password.js',
    self: path,
  });
}

async function showConfirm(tools: GroupAccountsTools, { req, res }: Exchange, user: SignedIn): Promise<void> {
  const source = await provedSource(tools, { req, res }, user);
  const children = await declaredChildren(source, tools.accounts);
  tools.render(res, 'account/group-accounts-confirm-page', {
    children: await describeChildren(children.map(asChild), tools.schools),
    identifier: source.identifier,
    kept: user.subject.identifier,
    csrfToken: tools.csrf.token(req, res),
    self: confirmPath,
  });
}

async function merge(tools: GroupAccountsTools, exchange: Exchange, user: SignedIn): Promise<void> {
  const { req, res } = exchange;
  const source = await provedSource(tools, exchange, user);
  const terms = { by: personActing(user, req), language: tools.chooseLanguage(req, res) };
  await mergeAccounts({ sourceId: source.id, targetId: user.subject.accountId, ...terms }, tools.merging);
  tools.groupingCookie.clear(res);
  await renewChildren(tools, exchange, user);
  res.redirect(303, `${childrenPath}?fait=regroupe`);
}

/** The account whose password this browser gave. @throws GatewayError `merge_expired`, also when that password changed since. */
async function provedSource(
  tools: GroupAccountsTools,
  { req }: Exchange,
  { subject }: SignedIn,
): Promise<Account> {
  const proof = tools.mergeProofs.read(tools.groupingCookie.read(req), subject.accountId);
  if (proof === undefined) throw new GatewayError('merge_expired');
  const source = await tools.accounts.findById(proof.sourceId);
  if (source === undefined || passwordMark(source) !== proof.mark) throw new GatewayError('merge_expired');
  return source;
}

async function accountOf({ accounts }: GroupAccountsTools, id: string): Promise<Account> {
  const account = await accounts.findById(id);
  if (account === undefined) throw new GatewayError('account_not_usable');
  return account;
}
