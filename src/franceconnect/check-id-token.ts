import type { IDToken } from 'openid-client';
import { GatewayError } from '../errors.js';

/** The level of assurance we ask for (`acr_values`). */
export const eidasLevel = 'eidas1';
/** Those that meet it (eIDAS regulation, article 8). */
const accepted: ReadonlySet<unknown> = new Set([eidasLevel, 'eidas2', 'eidas3']);
/** An ID token is made for one exchange: further from our clock than so many seconds, it is another's (OIDC Core 3.1.3.7, 10). */
const furthestSeconds = 600;

/**
 * What the library leaves to us, after signature, `iss`, `aud`, `exp` and `nonce`: `acr` and `iat` (OIDC Core 3.1.3.7, 10 and 12).
 * @throws GatewayError `franceconnect_refused`.
 */
export function checkIdToken(claims: IDToken | undefined, now: Date): IDToken {
  if (claims === undefined) throw refused('no ID token');
  if (!accepted.has(claims.acr)) throw refused(`acr ${String(claims.acr)}`);
  if (Math.abs(now.getTime() / 1000 - claims.iat) > furthestSeconds) throw refused(`iat ${claims.iat}`);
  return claims;
}

const refused = (detail: string): GatewayError => new GatewayError('franceconnect_refused', { detail });
