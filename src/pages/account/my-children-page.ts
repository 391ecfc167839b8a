import { Router, type Request } from 'express';
import { asChild, declaredChildren, isShown } from '../../accounts/guardian-children.js';
import { reportChild, showChildAgain, type ReportChildTools } from '../../accounts/report-child.js';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { SchoolStore } from '../../directory/ports.js';
import type { Csrf } from '../../web/csrf.js';
import type { SignedIn } from '../../web/ports.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { describeChildren } from './describe-children.js';
import { personActing } from './person-acting.js';
import { renewChildren, type RenewChildrenTools } from './renew-children.js';
import { personOf, type Exchange, type SignedInTools } from './signed-in-person.js';

export interface MyChildrenTools
  extends SignedInTools, RenewChildrenTools, Omit<ReportChildTools, 'accounts'> {
  render: Render;
  csrf: Csrf;
  sessions: SignedInTools['sessions'] & RenewChildrenTools['sessions'];
  accounts: Pick<AccountStore, 'findById' | 'findMany' | 'apply'>;
  schools: Pick<SchoolStore, 'findMany'>;
}

export const childrenPath = '/compte/enfants';
/** What was just done, as the page that did it says in `?fait=`. */
const done = new Set(['signale', 'repris', 'regroupe']);

/**
 * GET /compte/enfants, « Mes enfants »: one list over schools and academies. POST …/signaler: « Ce n'est pas mon enfant », as on
 * the first sign-in; …/reprendre: it was a mistake. Pupils have no such page.
 */
export function myChildrenPage(tools: MyChildrenTools): Router {
  return Router()
    .get(childrenPath, async (req, res) => {
      const user = await guardianOf(tools, { req, res });
      if (user !== undefined) await show(tools, { req, res }, user);
    })
    .post(`${childrenPath}/signaler`, readForm, tools.csrf.check, async (req, res) => {
      const user = await guardianOf(tools, { req, res });
      if (user === undefined) return;
      const { accountId } = user.subject;
      const reported = await reportChild(accountId, childOf(req), personActing(user, req), tools);
      if (reported) await renewChildren(tools, { req, res }, user);
      res.redirect(303, reported ? `${childrenPath}?fait=signale` : childrenPath);
    })
    .post(`${childrenPath}/reprendre`, readForm, tools.csrf.check, async (req, res) => {
      const user = await guardianOf(tools, { req, res });
      if (user === undefined) return;
      const { accountId } = user.subject;
      const shown = await showChildAgain(accountId, childOf(req), personActing(user, req), tools);
      if (shown) await renewChildren(tools, { req, res }, user);
      res.redirect(303, shown ? `${childrenPath}?fait=repris` : childrenPath);
    });
}

/** The guardian signed in; a pupil is sent to « Mon compte ». */
export async function guardianOf(
  tools: SignedInTools,
  exchange: Exchange,
  path: string = childrenPath,
): Promise<SignedIn | undefined> {
  const user = await personOf(tools, exchange, path);
  if (user === undefined || user.subject.kind === 'guardian') return user;
  exchange.res.redirect(303, '/compte');
  return undefined;
}

function childOf(req: Request): string {
  return formOf(req)['eleve'] ?? '';
}

async function show(tools: MyChildrenTools, { req, res }: Exchange, { subject }: SignedIn): Promise<void> {
  const account = await tools.accounts.findById(subject.accountId);
  if (account === undefined) return res.redirect(303, '/deconnexion');
  const children = await declaredChildren(account, tools.accounts);
  const { fait } = req.query;
  tools.render(res, 'account/my-children-page', {
    children: await describeChildren(
      children.filter(({ id }) => isShown(account, id)).map(asChild),
      tools.schools,
    ),
    hidden: await describeChildren(
      children.filter(({ id }) => !isShown(account, id)).map(asChild),
      tools.schools,
    ),
    doneKey: typeof fait === 'string' && done.has(fait) ? `my-children.done-${fait}` : undefined,
    csrfToken: tools.csrf.token(req, res),
    self: childrenPath,
  });
}
