import { Router } from 'express';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { SubjectLinks } from '../../accounts/guardian-ports.js';
import type { JourneyEnd } from '../../accounts/journey-ports.js';
import { linkSubject, type LinkSubjectTools } from '../../accounts/link-subject.js';
import type { Account } from '../../accounts/ports.js';
import { whatSubjectOpens, type SubjectOpens } from '../../accounts/what-subject-opens.js';
import { GatewayError, isGatewayError, type ErrorCode } from '../../errors.js';
import { franceConnectPaths } from '../../franceconnect-services.js';
import { FranceConnectRefusal } from '../../franceconnect/franceconnect-refusal.js';
import type { Arrival, CivilIdentity, Flight } from '../../franceconnect/ports.js';
import type { Logger } from '../../log.js';
import type { ChooseLanguage, RememberLanguage } from '../../web/language.js';
import type { Metrics } from '../../web/metrics.js';
import type { Authenticator } from '../../web/passport.js';
import type { Sessions } from '../../web/session.js';
import { refuseHead } from '../../web/refuse-head.js';
import { personActing } from '../account/person-acting.js';
import { beginActivation, type BeginActivationTools } from '../activation/begin-activation.js';
import { beginJourney, type BeginTools } from '../activation/begin-first-sign-in.js';
import { goOn, type GoOnTools } from '../sign-in/go-on.js';
import { addressAfterRefusal } from './address-after-refusal.js';
import { depart, land, wayOut, type Exchange, type FlightTools } from './flight-tools.js';

export interface CallbackTools extends FlightTools, GoOnTools, BeginTools, BeginActivationTools {
  ledger: GoOnTools['ledger'] & BeginTools['ledger'];
  subjects: SubjectLinks;
  accounts: Pick<AccountStore, 'findById'>;
  authenticator: Pick<Authenticator, 'signInTo'>;
  sessions: Pick<Sessions, 'read'>;
  rememberLanguage: RememberLanguage;
  chooseLanguage: ChooseLanguage;
  linking: LinkSubjectTools;
  metrics: Pick<Metrics, 'countSignIn'>;
  log: Pick<Logger, 'info'>;
}

type Landing = Exchange & { flight: Flight };

/**
 * GET /franceconnect/retour, the redirect URI. Whatever FranceConnect says, the person ends on a page of ours; and but for who
 * is signed in, the session there is closed too (domain 11).
 */
export function callbackPage(tools: CallbackTools): Router {
  return Router()
    .head(franceConnectPaths.redirect, refuseHead)
    .get(franceConnectPaths.redirect, async (req, res) => {
      const flight = await land(req.query['state'], tools);
      if (flight === undefined || flight.purpose === 'sign-out') return unexpected({ req, res }, tools);
      if (flight.browser !== tools.browser.browserHash(req, res))
        return startAgain({ req, res, flight }, tools);
      try {
        await receive({ req, res, flight }, tools);
      } catch (error) {
        if (!isGatewayError(error) || error.entry.status === 500) throw error;
        const idToken = error instanceof FranceConnectRefusal ? error.idToken : undefined;
        await refuse({ req, res, flight }, { error, idToken }, tools);
      }
    });
}

/** Nobody was expected: a page reloaded, or half an hour gone by. */
async function unexpected({ req, res }: Exchange, tools: CallbackTools): Promise<void> {
  if ((await tools.sessions.read(req)) !== undefined) return res.redirect(303, '/');
  throw new GatewayError('franceconnect_expired');
}

/** Another browser's flight, or this one lost its cookie: nothing of the answer is used. From the start again, once. */
async function startAgain({ req, res, flight }: Landing, tools: CallbackTools): Promise<void> {
  if (flight.restarted === true) throw new GatewayError('cookies_refused');
  if (flight.purpose !== 'sign-in') throw new GatewayError('franceconnect_expired');
  const { purpose, suite, retour } = flight;
  const place = { ...(suite === undefined ? {} : { suite }), ...(retour === undefined ? {} : { retour }) };
  await depart({ req, res }, { purpose, ...place, restarted: true }, tools);
}

async function receive(landing: Landing, tools: CallbackTools): Promise<void> {
  const { req, flight } = landing;
  const query = new URL(req.originalUrl, 'http://gateway.invalid').search;
  const { nonce = '', codeVerifier } = flight;
  const state = String(req.query['state']);
  const expected = { state, nonce, ...(codeVerifier === undefined ? {} : { codeVerifier }) };
  const arrival = await tools.franceConnect.client.finish(query, expected);
  try {
    await (flight.purpose === 'link' ? addToAccount : signIn)(landing, arrival, tools);
  } catch (error) {
    if (!isGatewayError(error) || error.entry.status === 500) throw error;
    await refuse(landing, { error, idToken: arrival.idToken }, tools);
  }
}

async function signIn({ req, res, flight }: Landing, arrival: Arrival, tools: CallbackTools): Promise<void> {
  const { identity, idToken } = arrival;
  const { suite, retour } = flight;
  const place = { ...(suite === undefined ? {} : { suite }), ...(retour === undefined ? {} : { retour }) };
  const outcome = await whatSubjectOpens(identity, tools);
  if (outcome.opens === 'nothing') throw new GatewayError(outcome.refusal);
  if (outcome.opens !== 'session') {
    const path = await firstPage({ req, res }, { outcome, identity, place }, tools);
    return res.redirect(303, await wayOut({ req, res }, { idToken, path }, tools));
  }
  const user = await openSession({ req, res }, { account: outcome.account, idToken }, tools);
  tools.metrics.countSignIn('success');
  const { language } = outcome.account;
  if (language !== undefined) tools.rememberLanguage(res, language);
  await goOn({ req, res, place, user, way: 'franceconnect' }, tools);
}

async function firstPage(
  { req, res }: Exchange,
  arrived: {
    outcome: Exclude<SubjectOpens, { opens: 'nothing' }>;
    identity: CivilIdentity;
    place: JourneyEnd;
  },
  tools: CallbackTools,
): Promise<string> {
  const { outcome, identity, place } = arrived;
  if (outcome.opens === 'activation') return beginActivation({ req, res, end: place }, identity, tools);
  return beginJourney({ req, res, place }, { account: outcome.account, opens: 'mail-wait' }, tools);
}

async function openSession(
  { req, res }: Exchange,
  { account, idToken }: { account: Account; idToken: string },
  { authenticator }: CallbackTools,
) {
  try {
    return await authenticator.signInTo(req, res, account, { idToken });
  } catch (error) {
    // The account changed in between: the next try sees what became of it.
    throw isGatewayError(error, 'journey_expired') ? new GatewayError('busy') : error;
  }
}

/** From « Mon compte »: whoever is signed in now must be who asked for it. */
async function addToAccount(
  { req, res, flight }: Landing,
  arrival: Arrival,
  tools: CallbackTools,
): Promise<void> {
  const user = await tools.sessions.read(req);
  if (user === undefined || user.subject.accountId !== flight.accountId)
    throw new GatewayError('franceconnect_expired');
  const { identity, idToken } = arrival;
  const order = { accountId: user.subject.accountId, by: personActing(user, req) };
  await linkSubject(identity, { ...order, language: tools.chooseLanguage(req, res) }, tools.linking);
  const path = '/compte?fait=franceconnect-lie';
  res.redirect(303, await wayOut({ req, res }, { idToken, path }, tools));
}

async function refuse(
  { req, res, flight }: Landing,
  { error, idToken }: { error: GatewayError; idToken: string | undefined },
  tools: CallbackTools,
): Promise<void> {
  const code: ErrorCode = error.code;
  tools.log.info({ id: res.locals.requestId, code, detail: error.detail, status: error.entry.status });
  if (flight.purpose === 'sign-in') tools.metrics.countSignIn(code);
  const path = addressAfterRefusal(flight, code);
  res.redirect(303, await wayOut({ req, res }, { idToken, path }, tools));
}
