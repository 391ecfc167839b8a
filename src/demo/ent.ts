import type { Express } from 'express';
import passport from 'passport';
import { createDemoApp } from './demo-views.js';
import { createEntStrategies, type EntOptions } from './ent-strategies.js';
import { notFoundPage } from './not-found-page.js';
import { parseXml } from './parse-xml.js';
import { paths } from './portal-paths.js';
import { type Consumer, type RunningPortal, servePortal } from './portal-routes.js';
import { newRelayState, rememberPending } from './portal-session.js';
import { readResponseForm, responseForm } from './read-response-form.js';
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
  app.use(notFoundPage(options.portal));
  return { app, metadata };
}

function serveSignIn(app: Express, authenticator: passport.Authenticator, consumer: Consumer): void {
  app.get(paths.signIn, (request, response, next) => {
    const relayState = newRelayState();
    rememberPending(request.session, { relayState });
    const options = { session: false, additionalParams: { RelayState: relayState } };
    authenticator.authenticate(wayAsked(request), options)(request, response, next);
  });
  app.post(paths.consume, responseForm, (request, response, next) => {
    let encoded = '';
    try {
      const form = readResponseForm(request);
      encoded = form.encoded;
      // Refuses a document type, which xmldom reads over.
      parseXml(Buffer.from(encoded, 'base64').toString('utf8'));
      // passport's callback: an error, or the sign-in, or neither when the gateway answered NoPassive.
      const answer = (error: unknown, signIn?: ReceivedSignIn | false): void => {
        if (error || !signIn) consumer.refuse(response, encoded, error);
        else consumer.accept(response, signIn, form.relayState);
      };
      authenticator.authenticate('usual', { session: false }, answer)(request, response, next);
    } catch (reason) {
      consumer.refuse(response, encoded, reason);
    }
  });
}
