import type { Request, Response } from 'express';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';

/** The proof that the password of the other account was right, between two pages: an address would stay in histories. */
export interface GroupingCookie {
  set(res: Response, proof: string): void;
  read(req: Request): string | undefined;
  clear(res: Response): void;
}

export function createGroupingCookie({ baseUrl }: { baseUrl: string }): GroupingCookie {
  const name = hostCookieName('regroupement', baseUrl);
  const options = hostCookieOptions(baseUrl);
  return {
    set: (res, proof) => void res.cookie(name, proof, { ...options, encode: String }),
    read: (req) => readCookie(req, name),
    clear: (res) => void res.clearCookie(name, options),
  };
}
