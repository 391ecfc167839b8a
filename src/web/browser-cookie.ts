import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { newToken, type Random } from '../random.js';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';

/** Tells browsers apart before anyone signs in: forms and waiting requests belong to the browser that began them. */
export interface BrowserCookie {
  /** The secret of this browser; makes one and sets the cookie when there is none. */
  browserId(req: Request, res: Response): string;
  /** SHA-256 (hex) of that secret, for AuthnRequestLedger; makes the cookie too. */
  browserHash(req: Request, res: Response): string;
  /** True when the request brought the cookie. */
  came(req: Request): boolean;
}

const octets = 24;
const shape = /^[A-Za-z0-9_-]{32}$/;

/** The cookie `__Host-browser` (`browser` on plain http): 192 random bits, ends with the browser session. */
export function createBrowserCookie(tools: { baseUrl: string; random: Random }): BrowserCookie {
  const name = hostCookieName('browser', tools.baseUrl);
  const options = hostCookieOptions(tools.baseUrl);
  const made = new WeakMap<Request, string>();

  const brought = (req: Request): string | undefined => {
    const value = readCookie(req, name);
    return value !== undefined && shape.test(value) ? value : undefined;
  };

  const browserId = (req: Request, res: Response): string => {
    const known = made.get(req) ?? brought(req);
    if (known !== undefined) return known;
    const fresh = newToken(tools.random, octets);
    made.set(req, fresh);
    res.cookie(name, fresh, options);
    return fresh;
  };

  return {
    browserId,
    browserHash: (req, res) => createHash('sha256').update(browserId(req, res)).digest('hex'),
    came: (req) => brought(req) !== undefined,
  };
}
