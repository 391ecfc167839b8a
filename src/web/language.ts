import type { Request, Response } from 'express';
import { hostCookieName, hostCookieOptions, readCookie } from './host-cookie.js';
import { languages, type Language } from './translations.js';

const year = 365 * 24 * 3_600_000;

/** Chooses the language of an answer; a `?lang=` in the address is remembered in a cookie for a year. */
export type ChooseLanguage = (req: Request, res: Response) => Language;

/** The address, else the cookie, else Accept-Language (RFC 9110 12.5.4), else the setting LANGUAGE. */
export function createChooseLanguage(tools: { baseUrl: string; fallback: Language }): ChooseLanguage {
  const name = hostCookieName('lang', tools.baseUrl);
  const options = { ...hostCookieOptions(tools.baseUrl), maxAge: year };
  return (req, res) => {
    const asked = known(req.query.lang);
    if (asked !== undefined) {
      if (readCookie(req, name) !== asked) res.cookie(name, asked, options);
      return asked;
    }
    return known(readCookie(req, name)) ?? (known(req.acceptsLanguages([...languages])) || tools.fallback);
  };
}

function known(language: unknown): Language | undefined {
  return languages.find((each) => each === language);
}
