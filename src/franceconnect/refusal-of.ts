import * as oidc from 'openid-client';
import { GatewayError } from '../errors.js';
import { FranceConnectRefusal } from './franceconnect-refusal.js';

/** Errors of FranceConnect that pass by themselves (RFC 6749 4.1.2.1). */
const passing = new Set(['server_error', 'temporarily_unavailable']);
const unreachable = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT']);

/** What went wrong, for the person and for the log: its error code and description are for the log alone. */
export function refusalOf(error: unknown, idToken: string | undefined): FranceConnectRefusal {
  if (error instanceof FranceConnectRefusal) return error;
  return new FranceConnectRefusal(codeOf(error), { detail: detailOf(error), cause: error }, idToken);
}

function codeOf(error: unknown): ConstructorParameters<typeof FranceConnectRefusal>[0] {
  if (error instanceof GatewayError) {
    return error.code === 'franceconnect_unavailable' ? error.code : 'franceconnect_refused';
  }
  if (error instanceof oidc.AuthorizationResponseError) {
    if (error.error === 'access_denied') return 'franceconnect_cancelled';
    return passing.has(error.error) ? 'franceconnect_unavailable' : 'franceconnect_refused';
  }
  if (error instanceof oidc.ResponseBodyError) {
    return passing.has(error.error) || error.status >= 500
      ? 'franceconnect_unavailable'
      : 'franceconnect_refused';
  }
  // `fetch` says so when nobody answers.
  if (error instanceof TypeError && error.message === 'fetch failed') return 'franceconnect_unavailable';
  if (error instanceof oidc.ClientError) {
    if (unreachable.has(error.code ?? '')) return 'franceconnect_unavailable';
    if (error.cause instanceof Response && error.cause.status >= 500) return 'franceconnect_unavailable';
  }
  return 'franceconnect_refused';
}

function detailOf(error: unknown): string {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    return `${error.error}: ${error.error_description ?? 'no description'}`;
  }
  if (error instanceof GatewayError) return error.detail ?? error.code;
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
