import type { UserInfoResponse } from 'openid-client';
import { GatewayError } from '../errors.js';
import type { CivilIdentity, FranceConnectOptions } from './ports.js';

/** Longest name or address taken, in characters. */
const longest = 254;

/**
 * The person of a signed userinfo. The library checks `iss` and `aud` where they are; here they must be, as `exp` must, so that
 * an answer made for another service or another day is none (domain 11).
 * @throws GatewayError `franceconnect_refused`.
 */
export function readIdentity(
  claims: UserInfoResponse,
  { issuer }: Pick<FranceConnectOptions, 'issuer'>,
): CivilIdentity {
  const missing = ['iss', 'aud', 'exp', 'iat'].filter((name) => claims[name] === undefined);
  if (missing.length > 0) throw refused(`userinfo without ${missing.join(', ')}`);
  const familyName = text(claims.family_name);
  const givenNames = text(claims.given_name);
  if (familyName === undefined || givenNames === undefined) throw refused('userinfo without a name');
  const usageName = text(claims.preferred_username);
  const mail = text(claims.email);
  return {
    ...{ issuer, sub: claims.sub, familyName, givenNames },
    ...(usageName === undefined ? {} : { usageName }),
    ...(mail === undefined ? {} : { mail }),
  };
}

function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' || trimmed.length > longest ? undefined : trimmed;
}

const refused = (detail: string): GatewayError => new GatewayError('franceconnect_refused', { detail });
