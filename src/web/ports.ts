import type { Subject } from '../accounts/ports.js';
import type { AuthnRequest } from '../saml/types.js';
import type { BrowserKind } from './browser-kind.js';

/** Who is signed in, kept whole in the session: single sign-on then reads nothing but the session. */
export interface SignedIn {
  subject: Subject;
  /** When the password was checked, or FranceConnect answered, ISO 8601. */
  authnInstant: string;
  /** Names this session toward portals (saml-core 2.7.2). */
  sessionIndex: string;
  /** Came by FranceConnect: what closes the session there (OIDC RP-Initiated Logout 2). */
  idToken?: string;
  /** What the person signed in with, so that they know their sessions apart on « Mon compte ». */
  browser?: BrowserKind;
}

/** Sessions at rest. The id is a SHA-256 of the cookie's: a reader of the store cannot take a session over. */
export interface SessionRepository {
  /** The session, if not past `expiresAt` at `now`. */
  read(idHash: string, now: Date): Promise<StoredSession | undefined>;
  /** Under an id that nobody had. */
  add(idHash: string, session: StoredSession): Promise<void>;
  /** Moves the idle limit only; does nothing when the session is gone. */
  touch(idHash: string, expiresAt: Date): Promise<void>;
  remove(idHash: string): Promise<void>;
  /** Ends every session of the account (password changed, account locked): at once, on every process. */
  removeOfAccount(accountId: string): Promise<number>;
  /** The sessions of the account not past `expiresAt` at `now`, of the fifty last used. */
  listOfAccount(accountId: string, now: Date): Promise<ListedSession[]>;
  /** Ends every session of the account but that one; gives their number. */
  removeOthers(accountId: string, keptIdHash: string): Promise<number>;
}

export interface ListedSession extends StoredSession {
  idHash: string;
}

export interface StoredSession {
  user: SignedIn;
  expiresAt: Date;
}

/** A request waiting for the person to sign in. */
export interface PendingRequest {
  /** What the URL carries: 128 random bits or more. */
  handle: string;
  request: AuthnRequest;
  receivedAt: Date;
  /** True once a Response was given. */
  answered: boolean;
}

/**
 * The AuthnRequests received. One record serves two ends: no ID is accepted twice from one portal (saml-profiles 4.1.4.5),
 * and a request waits here while the person signs in. Records live until `until`, then are cleaned up.
 * `browser` is a hash of the browser's own cookie; a request belongs to the first browser that shows its handle.
 */
export interface AuthnRequestLedger {
  /** Remembers a request answered at once. @throws GatewayError `replay` when this ID came before. */
  remember(request: AuthnRequest, until: Date): Promise<void>;
  /** Keeps a request until the person signed in. @throws GatewayError `replay`. */
  hold(request: AuthnRequest, hold: HoldTerms): Promise<void>;
  /** The request of `handle`, claimed for `browser` if nobody claimed it. Undefined: unknown, past, or another browser's. */
  claim(handle: string, browser: string, now: Date): Promise<PendingRequest | undefined>;
  /** Keeps a claimed request until `until` at least: a first sign-in takes longer than a password. */
  prolong(handle: string, browser: string, until: Date): Promise<void>;
  /** Takes it to be answered, once for all. Undefined: it already was, is past, or is not this browser's. */
  takeToAnswer(handle: string, browser: string, now: Date): Promise<PendingRequest | undefined>;
}

export interface HoldTerms {
  handle: string;
  receivedAt: Date;
  until: Date;
  /** Absent when the request came by a cross-site POST, which brings no cookie (SameSite=Lax). */
  browser?: string;
}
