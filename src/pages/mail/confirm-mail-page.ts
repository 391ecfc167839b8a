import { Router, type Request, type Response } from 'express';
import { confirmationPath, type MailAddresses } from '../../accounts/mail-addresses.js';
import type { JourneyEnd } from '../../accounts/journey-ports.js';
import type { Journeys } from '../../accounts/journeys.js';
import { isGatewayError, type GatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { JourneyCookie } from '../../web/journey-cookie.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { LinkToken } from '../../web/link-token.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { signInAddress } from '../sign-in/sign-in-form.js';
import { claimKept, type KeptExchange, type KeptRequestTools } from '../sso/kept-request.js';

export interface ConfirmMailPageTools extends KeptRequestTools {
  render: Render;
  csrf: Csrf;
  linkToken: LinkToken;
  chooseLanguage: ChooseLanguage;
  mailAddresses: Pick<MailAddresses, 'read' | 'confirm' | 'refuse'>;
  journeys: Pick<Journeys, 'find'>;
  journeyCookie: JourneyCookie;
}

/**
 * The page behind a confirmation link. Its GET uses nothing, since mail scanners open links; a button does (domain 5.9). A
 * parent reads who asked and why, and may say that it is not their child (domain 6, 15.3).
 */
export function confirmMailPage(tools: ConfirmMailPageTools): Router {
  const routes = Router();
  routes.get(confirmationPath, async (req, res) => {
    if (tools.linkToken.hide(req, res, confirmationPath)) return;
    await orFault(tools, res, () => show(tools, req, res));
  });
  routes.post(confirmationPath, readForm, tools.csrf.check, async (req, res) => {
    await orFault(tools, res, () => settle(tools, req, res));
  });
  routes.get('/adresse-mail/confirmee', (_req, res) => tools.render(res, 'mail/mail-confirmed-page'));
  routes.get('/adresse-mail/compte-active', (req, res) => showActive(tools, req, res));
  routes.get('/adresse-mail/refusee', (_req, res) => tools.render(res, 'mail/mail-refused-page'));
  return routes;
}

async function show(tools: ConfirmMailPageTools, req: Request, res: Response): Promise<void> {
  const token = tools.linkToken.read(req);
  const { account, pending, schoolName } = await tools.mailAddresses.read(token);
  const { givenName, sn } = account.person;
  tools.render(res, 'mail/confirm-mail-page', {
    owner: pending.owner,
    address: pending.address,
    givenName,
    fullName: `${givenName} ${sn}`,
    schoolName,
    token,
    csrfToken: tools.csrf.token(req, res),
  });
}

async function settle(tools: ConfirmMailPageTools, req: Request, res: Response): Promise<void> {
  const { jeton, choix } = formOf(req);
  const by = req.ip === undefined ? {} : { ip: req.ip };
  const refused = choix === 'refuser';
  const outcome = refused
    ? await tools.mailAddresses.refuse(jeton, by)
    : await tools.mailAddresses.confirm(jeton, by, tools.chooseLanguage(req, res));
  tools.linkToken.forget(res);
  if (outcome === undefined) return res.redirect(303, '/adresse-mail/refusee');
  res.redirect(303, outcome.activated ? '/adresse-mail/compte-active' : '/adresse-mail/confirmee');
}

/** The address was the last step of an activation: what follows is to sign in, for the portal that still waits if any does. */
async function showActive(tools: ConfirmMailPageTools, req: Request, res: Response): Promise<void> {
  const { suite, retour } = await placeLeft(tools, req);
  const waits = suite !== undefined && (await isKept(tools, { req, res, suite }));
  const place = { ...(waits ? { suite } : {}), ...(retour === undefined ? {} : { retour }) };
  const href = signInAddress({ ...place, profil: 'responsable' });
  tools.render(res, 'mail/account-active-page', { href, waits });
}

/** Where this browser's journey was to lead; nowhere when the link was opened in another one. */
async function placeLeft(
  { journeys, journeyCookie }: ConfirmMailPageTools,
  req: Request,
): Promise<JourneyEnd> {
  const secret = journeyCookie.read(req);
  if (secret === undefined) return {};
  try {
    return (await journeys.find(secret)).record.end;
  } catch (error) {
    if (isGatewayError(error)) return {};
    throw error;
  }
}

async function isKept(tools: KeptRequestTools, exchange: KeptExchange): Promise<boolean> {
  try {
    await claimKept(exchange, tools);
    return true;
  } catch (error) {
    if (isGatewayError(error)) return false;
    throw error;
  }
}

/** A link that does not work has a page of its own, which says what to do. */
async function orFault(tools: ConfirmMailPageTools, res: Response, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isGatewayError(error) || !isLinkFault(error)) throw error;
    res.status(error.entry.status);
    tools.render(res, 'mail/link-fault-page', {
      titleKey: `error-titles.${error.entry.sentence}`,
      adviceKey: `mail-link.${error.code}`,
      self: confirmationPath,
    });
  }
}

function isLinkFault({ code }: GatewayError): boolean {
  return ['link_unknown', 'link_expired', 'link_used', 'link_void'].includes(code);
}
