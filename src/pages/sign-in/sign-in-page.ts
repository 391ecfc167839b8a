import { Router, type Request, type Response } from 'express';
import type { ConnectionLog } from '../../accounts/connection-log.js';
import type { MailAddresses } from '../../accounts/mail-addresses.js';
import type { ErrorCode } from '../../error-catalogue.js';
import { GatewayError, isGatewayError } from '../../errors.js';
import type { SelfRegistration } from '../../guardian-services.js';
import type { FranceConnect } from '../../franceconnect-services.js';
import type { Logger } from '../../log.js';
import type { Csrf } from '../../web/csrf.js';
import type { RememberLanguage } from '../../web/language.js';
import type { Metrics } from '../../web/metrics.js';
import type { Authenticator } from '../../web/passport.js';
import type { AuthnRequestLedger } from '../../web/ports.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { RateLimit } from '../../web/rate-limit.js';
import type { Render } from '../../web/render.js';
import type { Sessions } from '../../web/session.js';
import type { AnswerPages } from '../sso/answer-request.js';
import { beginFirstSignIn, type BeginTools } from '../activation/begin-first-sign-in.js';
import { proposeOwnMail, type OwnMailTools } from '../mail/propose-own-mail.js';
import { goOn } from './go-on.js';
import { franceConnectButton } from './franceconnect-button.js';
import { askingPortal, type AskingPortalTools } from './asking-portal.js';
import {
  faultsOf,
  isShownOnForm,
  profileAfter,
  readPlace,
  registrationAddress,
  refusalOfMotif,
  signInAddress,
  type SignInPlace,
} from './sign-in-form.js';

export interface SignInPageTools extends AskingPortalTools, BeginTools, OwnMailTools {
  render: Render;
  csrf: Csrf;
  authenticator: Authenticator;
  metrics: Pick<Metrics, 'countSignIn'>;
  ledger: Pick<AuthnRequestLedger, 'claim' | 'takeToAnswer' | 'prolong'>;
  answers: Pick<AnswerPages, 'answer'>;
  mailAddresses: Pick<MailAddresses, 'propose'>;
  sessions: Pick<Sessions, 'read'>;
  connectionLog: Pick<ConnectionLog, 'record'>;
  rateLimit: RateLimit;
  rememberLanguage: RememberLanguage;
  selfRegistration: SelfRegistration;
  log: Pick<Logger, 'info'>;
  /** Absent: FranceConnect is off. */
  franceConnect?: FranceConnect | undefined;
  /** Seconds to wait after `too_many_tries`, when nothing better is known. */
  lockSeconds: number;
}

interface Attempt {
  place: SignInPlace;
  code?: ErrorCode;
  identifier?: string;
  password?: string;
}

/** GET and POST /connexion: the choice of a profile and the password, on one page that works without scripts. */
export function signInPage(tools: SignInPageTools): Router {
  const routes = Router();
  routes.get('/connexion', async (req, res) => {
    const place = readPlace(req.query);
    if (place.suite === undefined && (await tools.sessions.read(req)) !== undefined)
      return res.redirect(303, place.retour ?? '/');
    const code = refusalOfMotif(req.query['motif']);
    await show(tools, { req, res }, { place, ...(code === undefined ? {} : { code }) });
  });
  routes.post('/connexion', readForm, (req, res) => submit(tools, { req, res }));
  return routes;
}

async function submit(tools: SignInPageTools, exchange: { req: Request; res: Response }): Promise<void> {
  const { req, res } = exchange;
  const form = formOf(req);
  const place = readPlace(form);
  try {
    tools.csrf.verify(req);
    const signIn = () => tools.authenticator.signInWithPassword(req, res);
    const outcome = await tools.rateLimit.pass({ req, res }, signIn);
    if (outcome.opens !== 'session') {
      return await beginFirstSignIn({ req, res, place }, outcome, tools);
    }
    tools.metrics.countSignIn('success');
    const { language } = outcome.account;
    if (language !== undefined) tools.rememberLanguage(res, language);
    if (await tools.mailAddresses.propose(outcome.account)) {
      return await proposeOwnMail({ req, res, place, user: outcome.user }, tools);
    }
    await goOn({ req, res, place, user: outcome.user }, tools);
  } catch (error) {
    if (!isGatewayError(error) || !isShownOnForm(error.code)) throw error;
    tools.metrics.countSignIn(error.code);
    tools.log.info({ id: res.locals.requestId, code: error.code, status: error.entry.status });
    await show(tools, exchange, {
      place,
      code: error.code,
      identifier: form.j_username ?? '',
      password: form.j_password ?? '',
    });
  }
}

async function show(
  tools: SignInPageTools,
  exchange: { req: Request; res: Response },
  attempt: Attempt,
): Promise<void> {
  const { req, res } = exchange;
  const { code, identifier = '', password = '' } = attempt;
  const profil = profileAfter(code, attempt.place.profil);
  const place: SignInPlace = { ...attempt.place, ...(profil === undefined ? {} : { profil }) };
  const portal = place.suite === undefined ? undefined : await askingPortal(tools, exchange, place.suite);
  const faults = code === undefined ? [] : faultsOf(code, { identifier, password });
  if (code !== undefined) setStatus(res, code, tools.lockSeconds);
  tools.render(res, 'sign-in/sign-in-page', {
    place,
    portal,
    faults,
    faulty: Object.fromEntries(faults.map((fault) => [fault.field ?? 'form', fault.fieldKey])),
    profiles: (['eleve', 'responsable'] as const).map((each) => ({
      name: each,
      titleKey: `sign-in.profile-${each}`,
      hintKey: `sign-in.profile-${each}-hint`,
      href: signInAddress({ ...place, profil: each }),
      chosen: each === profil,
    })),
    registration:
      profil !== 'eleve' && tools.selfRegistration.isOpen() ? registrationAddress(place) : undefined,
    franceConnect: profil === 'responsable' ? franceConnectButton(tools, place) : undefined,
    identifier,
    csrfToken: tools.csrf.token(req, res),
    script: 'reveal-password.js',
    self: signInAddress(place),
  });
}

function setStatus(res: Response, code: ErrorCode, lockSeconds: number): void {
  const { status } = new GatewayError(code).entry;
  res.status(status);
  if (res.hasHeader('Retry-After')) return;
  if (status === 429) res.setHeader('Retry-After', lockSeconds);
  if (status === 503) res.setHeader('Retry-After', 10);
}
