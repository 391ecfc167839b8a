import type { Request, Response } from 'express';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';

/** The token of a link sent by mail, out of the address: an address stays in histories, proxies' logs and Referer (security R05). */
export interface LinkToken {
  /**
   * True when the address carried a token (`?jeton=`): the browser was sent to `path` without it, and keeps it for an hour in
   * a cookie. The first line of the link's page.
   */
  hide(req: Request, res: Response, path: string): boolean;
  /** The token the browser keeps; the page's form then carries it as the field `jeton`. */
  read(req: Request): string | undefined;
  /** Once the link is used. */
  forget(res: Response): void;
}

const hour = 3_600_000;
const shape = /^[A-Za-z0-9_-]{1,100}$/;

/** The address, under `baseUrl`, that a mail carries for a page behind a link. */
export function linkAddress(baseUrl: string, path: string, token: string): string {
  return `${baseUrl}${path}?jeton=${token}`;
}

export function createLinkToken({ baseUrl }: { baseUrl: string }): LinkToken {
  const name = hostCookieName('jeton', baseUrl);
  const options = hostCookieOptions(baseUrl);
  return {
    hide(req, res, path) {
      const { jeton } = req.query;
      if (jeton === undefined) return false;
      if (typeof jeton === 'string' && shape.test(jeton))
        res.cookie(name, jeton, { ...options, maxAge: hour });
      else res.clearCookie(name, options);
      res.redirect(303, path);
      return true;
    },
    read: (req) => readCookie(req, name),
    forget: (res) => void res.clearCookie(name, options),
  };
}
