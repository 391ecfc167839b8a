import type { Request, RequestHandler, Response } from 'express';
import { unsign } from 'cookie-signature';
import session from 'express-session';
import type { Clock } from '../clock.js';
import { newToken, type Random } from '../random.js';
import { hostCookieName, hostCookieOptions, isHttps, readCookie } from './host-cookie.js';
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
  /**
   * Who is signed in, for pages that only ask: one read of the store. express-session would look for changes before and
   * after, 0.1 ms of CPU a single sign-on.
   */
  read(req: Request): Promise<SignedIn | undefined>;
  /** Loads the session of the request, for pages that may change it. */
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
  const store = new SessionStore(tools);
  const load = session({
    name,
    cookie,
    secret: tools.secret,
    store,
    genid: () => newToken(tools.random, 32),
    resave: false,
    saveUninitialized: false,
  });
  return {
    read: async (req) => {
      const sid = sessionId(readCookie(req, name), tools.secret);
      return sid === undefined ? undefined : (await store.readSession(sid))?.passport?.user;
    },
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

/** The id in a cookie of express-session, `s:<id>.<signature>`; undefined when it is not ours. */
function sessionId(cookie: string | undefined, secret: string): string | undefined {
  const signed = decoded(cookie ?? '');
  return (signed.startsWith('s:') && unsign(signed.slice(2), secret)) || undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The public address decides that we are on https, not a header a proxy may forget: the cookie is then always set. */
function asHttps(handler: RequestHandler): RequestHandler {
  return (req, res, next) => {
    Object.defineProperty(req, 'secure', { value: true, configurable: true });
    return handler(req, res, next);
  };
}
