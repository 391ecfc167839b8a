import type { Request } from 'express';

/** Attributes shared by every cookie of the gateway. */
export interface HostCookieOptions {
  httpOnly: true;
  sameSite: 'lax';
  secure: boolean;
  path: '/';
}

/** The name of a cookie: with `__Host-` on https, so that no sibling domain can plant it (RFC 6265bis 4.1.3.2). */
export function hostCookieName(name: string, baseUrl: string): string {
  return isHttps(baseUrl) ? `__Host-${name}` : name;
}

/** Never readable by scripts, never sent with a cross-site POST, and only by https when the public address is. */
export function hostCookieOptions(baseUrl: string): HostCookieOptions {
  return { httpOnly: true, sameSite: 'lax', secure: isHttps(baseUrl), path: '/' };
}

/** The value of cookie `name`, as sent; the first one counts, as the most specific path comes first (RFC 6265 5.4). */
export function readCookie(req: Pick<Request, 'headers'>, name: string): string | undefined {
  const header = req.headers.cookie;
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

/** True when the public address of the gateway is https. */
export function isHttps(baseUrl: string): boolean {
  return baseUrl.startsWith('https:');
}
