import { Router } from 'express';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { SubjectLinks } from '../../accounts/guardian-ports.js';
import { unlinkSubject, type LinkSubjectTools } from '../../accounts/link-subject.js';
import type { Account } from '../../accounts/ports.js';
import type { ErrorCode } from '../../error-catalogue.js';
import { GatewayError, isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { SignedIn } from '../../web/ports.js';
import { readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import type { Sessions } from '../../web/session.js';
import { depart, type FlightTools } from '../franceconnect/flight-tools.js';
import { faultOf, showFaults } from './form-faults.js';
import { personActing } from './person-acting.js';
import { personSureOf, type Exchange, type SignedInTools } from './signed-in-person.js';

export interface AccountFranceConnectTools extends SignedInTools, FlightTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  sessions: Pick<Sessions, 'read' | 'endOthers'>;
  accounts: Pick<AccountStore, 'findById'>;
  subjects: Pick<SubjectLinks, 'has'>;
  linking: LinkSubjectTools;
}

const path = '/compte/franceconnect';
/** What the page says when FranceConnect led nowhere. */
const motifs = [
  'franceconnect_cancelled',
  'franceconnect_unavailable',
  'franceconnect_refused',
  'franceconnect_expired',
  'franceconnect_taken',
  'franceconnect_only',
] as const satisfies readonly ErrorCode[];

/**
 * GET /compte/franceconnect: what having FranceConnect, or no longer, means. GET …/lier leads there; POST …/delier takes it
 * away. All ask for the password again when it was given some time ago.
 */
export function accountFranceConnectPage(tools: AccountFranceConnectTools | undefined): Router {
  const routes = Router();
  if (tools === undefined) return routes;
  routes.get(path, async (req, res) => {
    const user = await guardianSureOf(tools, { req, res });
    if (user === undefined) return;
    const code = motifs.find((one) => one === req.query['motif']);
    await show(tools, { req, res }, { user, ...(code === undefined ? {} : { code }) });
  });
  routes.get(`${path}/lier`, async (req, res) => {
    refuseForeignLink(req.headers['sec-fetch-site']);
    const user = await guardianSureOf(tools, { req, res });
    if (user === undefined) return;
    const { accountId } = user.subject;
    try {
      await depart({ req, res }, { purpose: 'link', accountId }, tools);
    } catch (error) {
      if (!isGatewayError(error, 'franceconnect_unavailable')) throw error;
      res.redirect(303, `${path}?motif=${error.code}`);
    }
  });
  routes.post(`${path}/delier`, readForm, tools.csrf.check, async (req, res) => {
    const user = await guardianSureOf(tools, { req, res });
    if (user === undefined) return;
    const { accountId } = user.subject;
    const order = { accountId, by: personActing(user, req), language: tools.chooseLanguage(req, res) };
    try {
      await unlinkSubject(order, tools.linking);
    } catch (error) {
      if (!isGatewayError(error, 'franceconnect_only')) throw error;
      return res.redirect(303, `${path}?motif=${error.code}`);
    }
    await tools.sessions.endOthers(req, accountId);
    res.redirect(303, '/compte?fait=franceconnect-delie');
  });
  return routes;
}

/** Another site may not send anybody off to link an identity; `none` is an address typed by hand. */
function refuseForeignLink(site: string | undefined): void {
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new GatewayError('form_expired', { detail: 'Sec-Fetch-Site' });
}

async function guardianSureOf(
  tools: AccountFranceConnectTools,
  exchange: Exchange,
): Promise<SignedIn | undefined> {
  const user = await personSureOf(tools, exchange, path);
  if (user !== undefined && user.subject.kind !== 'guardian') throw new GatewayError('not_found');
  return user;
}

async function show(
  tools: AccountFranceConnectTools,
  { req, res }: Exchange,
  { user, code }: { user: SignedIn; code?: ErrorCode },
): Promise<void> {
  const { accountId } = user.subject;
  const [account, linked] = await Promise.all([
    tools.accounts.findById(accountId),
    tools.subjects.has(accountId),
  ]);
  if (account === undefined) throw new GatewayError('account_not_usable');
  if (code !== undefined) res.status(new GatewayError(code).entry.status);
  tools.render(res, 'account/franceconnect-page', {
    ...showFaults(code === undefined ? [] : [faultOf(code, 'content')]),
    linked,
    hasPassword: hasPassword(account),
    image: tools.franceConnect.button === undefined ? undefined : '/franceconnect/bouton',
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}

const hasPassword = ({ passwordHash }: Account): boolean => passwordHash !== undefined;
