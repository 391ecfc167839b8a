import type { Request, Response } from 'express';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';

/** The secret by which a browser is known during its first sign-in: made after the password, so that nobody planted it before. */
export interface JourneyCookie {
  set(res: Response, secret: string): void;
  read(req: Request): string | undefined;
  clear(res: Response): void;
}

export function createJourneyCookie({ baseUrl }: { baseUrl: string }): JourneyCookie {
  const name = hostCookieName('parcours', baseUrl);
  const options = hostCookieOptions(baseUrl);
  return {
    set: (res, secret) => void res.cookie(name, secret, options),
    read: (req) => readCookie(req, name),
    clear: (res) => void res.clearCookie(name, options),
  };
}
