import express, { type Express, type Request, type Response } from 'express';
import passport from 'passport';
import { createDemoApp } from './demo-views.js';
import { createEntStrategies, type EntOptions } from './ent-strategies.js';
import { paths } from './portal-paths.js';
import { type Consumer, type RunningPortal, servePortal } from './portal-routes.js';
import { newRelayState, rememberPending } from './portal-session.js';
import type { ReceivedSignIn } from './received-sign-in.js';
import { wayAsked } from './way-to-ask.js';

/** A school portal (ENT) that trusts the gateway through passport-saml. */
export function createEnt(options: EntOptions): RunningPortal {
  const strategies = createEntStrategies(options);
  const metadata = strategies.usual.generateServiceProviderMetadata(null, options.signingKey.certificate);
  const authenticator = new passport.Passport();
  for (const [way, strategy] of Object.entries(strategies)) {
    // passport-saml carries the types of Express 4; the strategy itself runs on both.
    authenticator.use(way, strategy as unknown as passport.Strategy);
  }
  const app = createDemoApp();
  const consumer = servePortal(app, options.portal, metadata);
  serveSignIn(app, authenticator, consumer);
  return { app, metadata };
}

function serveSignIn(app: Express, authenticator: passport.Authenticator, consumer: Consumer): void {
  app.get(paths.signIn, (request, response, next) => {
    const relayState = newRelayState();
    rememberPending(request.session, { relayState });
    const options = { session: false, additionalParams: { RelayState: relayState } };
    authenticator.authenticate(wayAsked(request), options)(request, response, next);
  });
  const form = express.urlencoded({ extended: false, limit: '300kb' });
  app.post(paths.consume, form, (request, response, next) => {
    const answer = answerWith(consumer, request, response);
    authenticator.authenticate('usual', { session: false }, answer)(request, response, next);
  });
}

/** passport's callback: the error, or the sign-in, or neither when the strategy found nobody to sign in. */
function answerWith(consumer: Consumer, request: Request, response: Response) {
  return (error: unknown, signIn?: ReceivedSignIn | false): void => {
    const form = request.body as Record<string, unknown> | undefined;
    if (error || !signIn) consumer.refuse(response, form?.['SAMLResponse'], error);
    else consumer.accept(response, signIn, form?.['RelayState']);
  };
}
