import { compactVerify, createLocalJWKSet, createRemoteJWKSet, decodeJwt, type JSONWebKeySet } from 'jose';
import type { JWKS, ServerMetadata } from 'openid-client';
import type { FranceConnectOptions } from './ports.js';

/**
 * The ID token, if FranceConnect will take it as `id_token_hint`: signed by it, and for us, whatever else is wrong with it. With
 * any other the person would end on an error page there.
 */
export async function usableHint(
  idToken: string,
  keys: { jwks: JWKS | undefined; metadata: ServerMetadata },
  { issuer, clientId, signature }: Pick<FranceConnectOptions, 'issuer' | 'clientId' | 'signature'>,
): Promise<string | undefined> {
  const { jwks, metadata } = keys;
  if (metadata.jwks_uri === undefined) return undefined;
  try {
    const known = jwks === undefined ? undefined : createLocalJWKSet(jwks as JSONWebKeySet);
    const set = known ?? createRemoteJWKSet(new URL(metadata.jwks_uri));
    await compactVerify(idToken, set, { algorithms: [signature] });
    const { iss, aud } = decodeJwt(idToken);
    return iss === issuer && aud === clientId ? idToken : undefined;
  } catch {
    return undefined;
  }
}
