import type { Express, Response } from 'express';
import type { Clock } from '../clock.js';
import type { School } from '../directory/ports.js';
import { explainSignIn } from './explain-sign-in.js';
import { explainStatus } from './explain-status.js';
import { indentXml } from './indent-xml.js';
import { renderView } from './demo-views.js';
import { paths } from './portal-paths.js';
import { portalSession, takePending } from './portal-session.js';
import type { ReceivedSignIn, ShownDocument } from './received-sign-in.js';
import { SignInTickets } from './sign-in-tickets.js';

/** What the two demo portals have in common. */
export interface Portal {
  /** Names its cookie: `ent`. */
  key: string;
  title: string;
  /** What it stands for, in one sentence. */
  about: string;
  /** Its address, without a final slash. */
  url: string;
  /** Where the demo starts. */
  startUrl: string;
  /** The schools that it knows the names of, as an ENT does from its own directory. */
  schools: readonly School[];
  clock: Clock;
}

export interface RunningPortal {
  app: Express;
  /** Its SAML metadata, for the gateway. */
  metadata: string;
}

/** Answers the browser that brought a Response. */
export interface Consumer {
  /** The Response was accepted: the browser goes on to the page that ties it to its own session. */
  accept(response: Response, signIn: ReceivedSignIn, relayState: string): void;
  /** The Response says no, or was refused: says why. `encoded` is the SAMLResponse field, empty when there is none. */
  refuse(response: Response, encoded: string, reason: unknown): void;
}

/** Adds to `app` the session and the pages that both portals have, and gives what their ACS answers with. */
export function servePortal(app: Express, portal: Portal, metadata: string): Consumer {
  const tickets = new SignInTickets(portal.clock);
  app.use(portalSession(portal.key));
  app.get(paths.metadata, (_request, response) => {
    response.type('application/samlmetadata+xml').send(metadata);
  });
  app.get('/', (request, response) => {
    const signIn = request.session.portalSignIn;
    const shown = signIn === undefined ? {} : { signedIn: showSignIn(signIn, portal.schools) };
    response.set('Cache-Control', 'no-store').send(renderView('portal', { portal, paths, ...shown }));
  });
  // A form of another site brings no `SameSite=Lax` cookie, so it can sign nobody out.
  app.post(paths.signOut, (request, response) => {
    request.session.destroy(() => response.redirect(303, '/'));
  });
  serveFinish(app, portal, tickets);
  return {
    accept: (response, signIn, relayState) => {
      const ticket = tickets.issue({ signIn, relayState });
      response.redirect(303, `${paths.finish}?ticket=${ticket}`);
    },
    refuse: (response, encoded, reason) => {
      sendRefusal(response, portal, { xml: Buffer.from(encoded, 'base64').toString('utf8'), reason });
    },
  };
}

function serveFinish(app: Express, portal: Portal, tickets: SignInTickets): void {
  app.get(paths.finish, (request, response, next) => {
    const accepted = tickets.redeem(String(request.query['ticket']));
    const pending = accepted && takePending(request.session, accepted.relayState);
    const answered = accepted?.signIn.assertion.inResponseTo;
    if (!accepted || !pending || (pending.requestId ?? answered) !== answered) {
      const reason = new Error('Cette connexion n’a pas été commencée par ce navigateur, ou a déjà servi.');
      sendRefusal(response, portal, { xml: '', reason });
      return;
    }
    const others = request.session.portalPending ?? [];
    // A new session id, so that one planted before the sign-in is worth nothing (session fixation).
    request.session.regenerate((error) => {
      if (error) return next(error);
      request.session.portalPending = others;
      request.session.portalSignIn = accepted.signIn;
      response.redirect(303, '/');
    });
  });
}

function sendRefusal(response: Response, portal: Portal, refusal: { xml: string; reason: unknown }): void {
  const status = explainStatus(refusal.xml);
  const reason =
    refusal.reason instanceof Error ? refusal.reason.message : 'La réponse n’a pas été acceptée.';
  const documents = refusal.xml === '' ? [] : [{ title: 'La réponse reçue', xml: refusal.xml }].map(indented);
  response
    .status(403)
    .set('Cache-Control', 'no-store')
    .send(renderView('portal-refusal', { portal, paths, status, reason, documents }));
}

function showSignIn(signIn: ReceivedSignIn, schools: readonly School[]): object {
  return { ...explainSignIn(signIn.assertion, schools), documents: signIn.documents.map(indented) };
}

function indented(document: ShownDocument): ShownDocument {
  return { title: document.title, xml: indentXml(document.xml) };
}
