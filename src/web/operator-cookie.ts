import type { Request, Response } from 'express';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';

/** The secret of an operator's session, in a cookie apart from that of persons; no other site's link brings it. */
export interface OperatorCookie {
  set(res: Response, secret: string): void;
  read(req: Request): string | undefined;
  clear(res: Response): void;
}

export function createOperatorCookie({ baseUrl }: { baseUrl: string }): OperatorCookie {
  const name = hostCookieName('operateur', baseUrl);
  const options = { ...hostCookieOptions(baseUrl), sameSite: 'strict' } as const;
  return {
    set: (res, secret) => void res.cookie(name, secret, options),
    read: (req) => readCookie(req, name),
    clear: (res) => void res.clearCookie(name, options),
  };
}
