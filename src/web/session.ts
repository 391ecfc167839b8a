import { createHash } from 'node:crypto';
import { sign, unsign } from 'cookie-signature';
import type { Request, Response } from 'express';
import type { Clock } from '../clock.js';
import { newToken, type Random } from '../random.js';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';
import type { SessionRepository, SignedIn } from './ports.js';
import { lastUse, sessionExpiry, type SessionLimits } from './session-limits.js';

export interface Sessions {
  /** Who is signed in: one read of the store, none when there is no cookie of ours. */
  read(req: Request): Promise<SignedIn | undefined>;
  /** Signs the browser in under a new id (security L05), stored before this returns; the session it had ends. */
  open(req: Request, res: Response, user: SignedIn): Promise<void>;
  /** Ends the session of the request: its record, and the cookie. */
  end(req: Request, res: Response): Promise<void>;
  /** The open sessions of the account, the fifty last used; `current` is that of the request. */
  list(req: Request, accountId: string): Promise<OpenSession[]>;
  /** Ends the sessions of the account but that of the request; gives their number. */
  endOthers(req: Request, accountId: string): Promise<number>;
}

export interface OpenSession {
  user: SignedIn;
  /** When the session was last seen used, within a minute. */
  usedAt: Date;
  current: boolean;
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

/** The idle limit is moved at most once in so many milliseconds: a use seldom costs a write. */
const touchEvery = 60_000;

/**
 * Sessions on the server side. The cookie has no end date: it goes when the browser closes, which matters on a shared
 * computer. Nothing is stored for a visitor who is not signed in.
 */
export function createSessions({ sessions, clock, random, limits, secret, baseUrl }: SessionTools): Sessions {
  const name = hostCookieName('sid', baseUrl);
  const cookie = hostCookieOptions(baseUrl);
  /** A signature is base64: cookie octets all (RFC 6265 4.1.1). */
  const asItIs = { ...cookie, encode: String };
  const idOf = (req: Request): string | undefined => {
    const id = unsign(readCookie(req, name) ?? '', secret);
    return id === false ? undefined : hashOf(id);
  };
  const opened = new WeakMap<Response, string>();

  return {
    read: async (req) => {
      const id = idOf(req);
      if (id === undefined) return undefined;
      const now = clock.now();
      const stored = await sessions.read(id, now);
      if (stored === undefined) return undefined;
      const expiresAt = sessionExpiry(stored.user, limits, now);
      if (expiresAt.getTime() - stored.expiresAt.getTime() >= touchEvery) await sessions.touch(id, expiresAt);
      return stored.user;
    },
    open: async (req, res, user) => {
      const former = idOf(req);
      const secretId = newToken(random, 32);
      const id = hashOf(secretId);
      await sessions.add(id, { user, expiresAt: sessionExpiry(user, limits, clock.now()) });
      opened.set(res, id);
      res.cookie(name, sign(secretId, secret), asItIs);
      if (former !== undefined) await sessions.remove(former);
    },
    end: async (req, res) => {
      res.clearCookie(name, cookie);
      const id = opened.get(res) ?? idOf(req);
      if (id !== undefined) await sessions.remove(id);
    },
    list: async (req, accountId) => {
      const current = idOf(req);
      const found = await sessions.listOfAccount(accountId, clock.now());
      return found.map(({ idHash, user, expiresAt }) => ({
        user,
        usedAt: lastUse(user, expiresAt, limits),
        current: idHash === current,
      }));
    },
    endOthers: (req, accountId) => sessions.removeOthers(accountId, idOf(req) ?? ''),
  };
}

/** What the store knows of an id. */
function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
