import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { Clock } from '../clock.js';
import { newToken, type Random } from '../random.js';
import { hostCookieName, hostCookieOptions, isHttps } from './host-cookie.js';
import type { SessionRepository, SignedIn } from './ports.js';
import type { SessionLimits } from './session-limits.js';
import { SessionStore } from './session-store.js';

declare module 'express-session' {
  interface SessionData {
    /** Written by passport's logIn. */
    passport: { user?: SignedIn };
  }
}

export interface Sessions {
  /** Loads the session of the request; mount it only on routes that ask who is signed in. */
  middleware: RequestHandler;
  /** Ends the session of the request: its record, and the cookie. */
  end(req: Request, res: Response): Promise<void>;
}

interface SessionTools {
  sessions: SessionRepository;
  clock: Clock;
  random: Random;
  limits: SessionLimits;
  /** Signs the cookie, so that a made-up id costs no query. */
  secret: string;
  baseUrl: string;
}

/** Who is signed in by the session of this request; undefined for nobody, or before the middleware ran. */
export function signedInOf(req: Request): SignedIn | undefined {
  return req.session?.passport?.user;
}

/**
 * Sessions on the server side. The cookie has no end date: it goes when the browser closes, which matters on a shared
 * computer. Nothing is stored for a visitor who is not signed in.
 */
export function createSessions(tools: SessionTools): Sessions {
  const name = hostCookieName('sid', tools.baseUrl);
  const cookie = hostCookieOptions(tools.baseUrl);
  const load = session({
    name,
    cookie,
    secret: tools.secret,
    store: new SessionStore(tools),
    genid: () => newToken(tools.random, 32),
    resave: false,
    saveUninitialized: false,
  });
  return {
    middleware: isHttps(tools.baseUrl) ? asHttps(load) : load,
    end: async (req, res) => {
      res.clearCookie(name, cookie);
      if (signedInOf(req) === undefined) return;
      await new Promise<void>((resolve, reject) => {
        req.session.destroy((error: unknown) => (error ? reject(error) : resolve()));
      });
    },
  };
}

/** The public address decides that we are on https, not a header a proxy may forget: the cookie is then always set. */
function asHttps(handler: RequestHandler): RequestHandler {
  return (req, res, next) => {
    Object.defineProperty(req, 'secure', { value: true, configurable: true });
    return handler(req, res, next);
  };
}
