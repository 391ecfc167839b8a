import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { GatewayError } from '../errors.js';
import type { BrowserCookie } from './browser-cookie.js';
import { readCookie, hostCookieName } from './host-cookie.js';

/** Proof that a form was made by us, for this browser (ASVS 5.0 3.5.1). */
export interface Csrf {
  /** The value of the hidden field `csrf_token`; makes the browser's cookie when it has none. */
  token(req: Request, res: Response): string;
  /**
   * Checks Sec-Fetch-Site, Origin, the cookie and the field of a posted form.
   * @throws GatewayError `form_expired`, or `cookies_refused` when the browser sent no cookie of ours.
   */
  verify(req: Request): void;
  /** `verify` as middleware, after `readForm`. */
  check: RequestHandler;
}

/**
 * The token is an HMAC of the browser's cookie, so nothing is stored before sign-in and two tabs share one value.
 * Not for the SAML endpoints: their posts come from other sites by nature and prove themselves by signature.
 */
export function createCsrf(tools: { secret: string; baseUrl: string; browser: BrowserCookie }): Csrf {
  const origin = new URL(tools.baseUrl).origin;
  const cookieName = hostCookieName('browser', tools.baseUrl);
  const tokenOf = (browserId: string): string =>
    createHmac('sha256', tools.secret).update(`csrf_token:${browserId}`).digest('base64url');

  const verify = (req: Request): void => {
    refuseForeignOrigin(req, origin);
    const browserId = readCookie(req, cookieName);
    if (browserId === undefined) throw new GatewayError('cookies_refused');
    const form = req.body as Record<string, unknown> | undefined;
    if (!sameText(form?.csrf_token, tokenOf(browserId))) {
      throw new GatewayError('form_expired', { detail: 'csrf_token' });
    }
  };

  return {
    token: (req, res) => tokenOf(tools.browser.browserId(req, res)),
    verify,
    check: (req, _res, next) => {
      verify(req);
      next();
    },
  };
}

/** Fetch Metadata says where the navigation began; Origin says it to browsers before 2023. `none`: typed by hand. */
function refuseForeignOrigin(req: Request, ours: string): void {
  const site = req.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  if (site !== undefined && site !== 'none') {
    throw new GatewayError('form_expired', { detail: 'Sec-Fetch-Site' });
  }
  const origin = req.headers.origin;
  if (origin !== undefined && origin !== ours) throw new GatewayError('form_expired', { detail: 'Origin' });
}

function sameText(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
