import type { Request, Response } from 'express';
import { asLanguage, languages, type completeLanguages, type Language } from '../languages.js';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';

const year = 365 * 24 * 3_600_000;

/**
 * Chooses the language of an answer among those that the answer has (default: all). A `?lang=` in the address is remembered
 * in a cookie for a year, also when this answer does not have it.
 */
export type ChooseLanguage = (req: Request, res: Response, among?: readonly Language[]) => Language;

/** Keeps the language in the cookie of the browser, as `?lang=` does. */
export type RememberLanguage = (res: Response, language: Language) => void;

/** The address, else the cookie, else Accept-Language (RFC 9110 12.5.4), else the setting LANGUAGE. */
export function createChooseLanguage(tools: {
  baseUrl: string;
  fallback: (typeof completeLanguages)[number];
}): ChooseLanguage {
  const name = hostCookieName('lang', tools.baseUrl);
  const remember = createRememberLanguage(tools);
  return (req, res, among = languages) => {
    const asked = asLanguage(req.query.lang);
    const kept = asLanguage(readCookie(req, name));
    if (asked !== undefined && asked !== kept) remember(res, asked);
    const found = [asked, kept].find((each) => each !== undefined && among.includes(each));
    return found ?? asLanguage(req.acceptsLanguages([...among])) ?? tools.fallback;
  };
}

export function createRememberLanguage({ baseUrl }: { baseUrl: string }): RememberLanguage {
  const name = hostCookieName('lang', baseUrl);
  const options = { ...hostCookieOptions(baseUrl), maxAge: year };
  return (res, language) => void res.cookie(name, language, options);
}
