import type { Request, Response } from 'express';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';
import { languages, type Language } from './translations.js';

const year = 365 * 24 * 3_600_000;

/** Chooses the language of an answer; a `?lang=` in the address is remembered in a cookie for a year. */
export type ChooseLanguage = (req: Request, res: Response) => Language;

/** Keeps the language in the cookie of the browser, as `?lang=` does. */
export type RememberLanguage = (res: Response, language: Language) => void;

/** The address, else the cookie, else Accept-Language (RFC 9110 12.5.4), else the setting LANGUAGE. */
export function createChooseLanguage(tools: { baseUrl: string; fallback: Language }): ChooseLanguage {
  const name = hostCookieName('lang', tools.baseUrl);
  const remember = createRememberLanguage(tools);
  return (req, res) => {
    const asked = asLanguage(req.query.lang);
    if (asked !== undefined) {
      if (readCookie(req, name) !== asked) remember(res, asked);
      return asked;
    }
    return (
      asLanguage(readCookie(req, name)) ??
      (asLanguage(req.acceptsLanguages([...languages])) || tools.fallback)
    );
  };
}

export function createRememberLanguage({ baseUrl }: { baseUrl: string }): RememberLanguage {
  const name = hostCookieName('lang', baseUrl);
  const options = { ...hostCookieOptions(baseUrl), maxAge: year };
  return (res, language) => void res.cookie(name, language, options);
}

/** The language of that code, if we have it. */
export function asLanguage(code: unknown): Language | undefined {
  return languages.find((each) => each === code);
}
