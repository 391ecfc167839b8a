import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { isHttps } from './host-cookie.js';

/** For what is not a page: nothing may load, nobody may frame it. */
const bareCsp = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

/**
 * Puts helmet's headers on every answer. They do not change from one request to the next, so helmet runs once at start.
 * Referrer-Policy `same-origin` rather than `no-referrer`: with the latter browsers post our own forms with `Origin: null`
 * (Fetch 3.2).
 */
export function securityHeaders(baseUrl: string): RequestHandler {
  const headers = helmetHeaders(baseUrl);
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

/** The policy of a page with our style sheet, our forms, and at most the script that carries `nonce` (security 3, XSS). */
export function pageCsp(nonce?: string): string {
  const script = nonce === undefined ? "script-src 'none'" : `script-src 'nonce-${nonce}'`;
  return `default-src 'none'; ${script}; style-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'`;
}

/**
 * The policy of the page that posts itself to a portal. `form-action` cannot name the portal: Chrome applies it to the
 * redirects that follow the post too (w3c/webappsec-csp#8). Plain http is for portals under development.
 */
export function autoPostCsp(nonce: string, acsUrl: string): string {
  const target = acsUrl.startsWith('http:') ? 'https: http:' : 'https:';
  return `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action ${target}`;
}

function helmetHeaders(baseUrl: string): [string, string][] {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  const guard = helmet({
    contentSecurityPolicy: false,
    crossOriginEmbedderPolicy: false,
    // A portal may open us in a window of its own and wait for it: `same-origin` would part the two for good.
    crossOriginOpenerPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isHttps(baseUrl) ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  });
  guard(answer.req, answer, () => answer.setHeader('Content-Security-Policy', bareCsp));
  return Object.entries(answer.getHeaders()).map(([name, value]) => [name, String(value)]);
}
