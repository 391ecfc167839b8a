import type { Request, Response } from 'express';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';

/**
 * The secret by which a browser is known during a first sign-in or an activation: made when the journey begins, so that nobody
 * planted it before.
 */
export interface JourneyCookie {
  set(res: Response, secret: string): void;
  read(req: Request): string | undefined;
  clear(res: Response): void;
}

/** `journey`: the name of its cookie, so that one journey does not end another. */
export function createJourneyCookie(tools: { baseUrl: string; journey?: string }): JourneyCookie {
  const { baseUrl, journey = 'parcours' } = tools;
  const name = hostCookieName(journey, baseUrl);
  const options = hostCookieOptions(baseUrl);
  return {
    set: (res, secret) => void res.cookie(name, secret, options),
    read: (req) => readCookie(req, name),
    clear: (res) => void res.clearCookie(name, options),
  };
}
