import { randomBytes } from 'node:crypto';
import session from 'express-session';
import type { RequestHandler } from 'express';
import type { ReceivedSignIn } from './received-sign-in.js';

/** A sign-in that this browser began. */
export interface PendingSignIn {
  relayState: string;
  /** ID of the AuthnRequest, where the portal itself compares it with InResponseTo. */
  requestId?: string;
}

declare module 'express-session' {
  interface SessionData {
    portalPending?: PendingSignIn[];
    portalSignIn?: ReceivedSignIn;
  }
}

/**
 * Sessions of one portal. Its cookie has the portal's name, because the ports of one host share their cookies;
 * `lax` keeps it out of other sites' POST requests. A real portal adds `secure: true` and a store that lasts.
 */
export function portalSession(name: string): RequestHandler {
  return session({
    name: `${name}-session`,
    secret: randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/' },
  });
}

/** Sign-ins that one browser may have under way, in as many tabs. */
const pendingLimit = 5;

/** Remembers that this browser begins a sign-in, and gives the RelayState that names it (80 octets at most, saml-bindings 3.4.3). */
export function newRelayState(): string {
  return randomBytes(16).toString('base64url');
}

/** Notes the sign-in in the browser's own session; the oldest is forgotten beyond five. */
export function rememberPending(data: Partial<session.SessionData>, pending: PendingSignIn): void {
  data.portalPending = [...(data.portalPending ?? []), pending].slice(-pendingLimit);
}

/** The sign-in of that RelayState, if this browser began it; it counts once. */
export function takePending(
  data: Partial<session.SessionData>,
  relayState: string,
): PendingSignIn | undefined {
  const found = data.portalPending?.find((pending) => pending.relayState === relayState);
  data.portalPending = data.portalPending?.filter((pending) => pending !== found) ?? [];
  return found;
}
