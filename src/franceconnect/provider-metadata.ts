import * as oidc from 'openid-client';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { FranceConnectOptions } from './ports.js';

const keptMilliseconds = 3_600_000;
const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
  'end_session_endpoint',
] as const;

/**
 * What FranceConnect says of itself (OIDC Discovery 4), read at the first need and again every hour: the gateway starts
 * without it. While it cannot be read again, what was read before holds.
 */
export class ProviderMetadata {
  /** Longest wait for any answer of FranceConnect, in seconds. */
  readonly timeoutSeconds = 10;
  private known: { metadata: oidc.ServerMetadata; readAt: number } | undefined;
  private reading: Promise<oidc.ServerMetadata> | undefined;
  constructor(
    private readonly options: Pick<FranceConnectOptions, 'issuer' | 'clientId'>,
    private readonly clock: Clock,
  ) {}

  /** @throws GatewayError `franceconnect_unavailable`. */
  async get(): Promise<oidc.ServerMetadata> {
    const { known } = this;
    const age = this.clock.now().getTime() - (known?.readAt ?? 0);
    if (known !== undefined && age < keptMilliseconds) return known.metadata;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    try {
      return await this.reading;
    } catch (cause) {
      if (known !== undefined) return known.metadata;
      throw new GatewayError('franceconnect_unavailable', {
        detail: `discovery: ${messageOf(cause)}`,
        cause,
      });
    }
  }

  private async read(): Promise<oidc.ServerMetadata> {
    const { issuer, clientId } = this.options;
    const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
    const timeout = this.timeoutSeconds;
    const found = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
      execute,
      timeout,
    });
    const metadata: oidc.ServerMetadata = found.serverMetadata();
    const missing = endpoints.filter((name) => metadata[name] === undefined);
    if (missing.length > 0) throw new Error(`${missing.join(', ')} missing`);
    // FranceConnect always sends `iss`, on success and on error (RFC 9207 2): an answer without it is not one of its own.
    const known = { ...metadata, authorization_response_iss_parameter_supported: true };
    this.known = { metadata: known, readAt: this.clock.now().getTime() };
    return known;
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
