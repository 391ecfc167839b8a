import * as oidc from 'openid-client';
import type { Clock } from '../clock.js';
import { newToken, type Random } from '../random.js';
import { checkIdToken, eidasLevel } from './check-id-token.js';
import type { Arrival, Expectation, FranceConnectOptions } from './ports.js';
import type { ProviderMetadata } from './provider-metadata.js';
import { readIdentity } from './read-identity.js';
import { refusalOf } from './refusal-of.js';
import type { SigningKeyCache } from './signing-key-cache.js';
import { usableHint } from './usable-hint.js';

export interface FranceConnectClientTools {
  options: FranceConnectOptions;
  provider: ProviderMetadata;
  keys: SigningKeyCache;
  clock: Clock;
  random: Random;
}

/** Octets of state and nonce; FranceConnect asks for 22 characters at least (domain 11). */
const secretOctets = 32;
/** Longest ID token kept to close the session with, in characters. */
const longestHint = 8192;

/**
 * OpenID Connect toward FranceConnect (domain 11), by openid-client. A Configuration lives for one exchange: what the library
 * remembers of keys is then ours to decide (SigningKeyCache).
 */
export class FranceConnectClient {
  constructor(private readonly tools: FranceConnectClientTools) {}

  /** Where to send the browser, and what it must bring back. @throws GatewayError `franceconnect_unavailable`. */
  async begin(): Promise<{ url: string; expected: Expectation }> {
    const { options, random } = this.tools;
    const config = await this.configuration();
    const expected: Expectation = {
      state: newToken(random, secretOctets),
      nonce: newToken(random, secretOctets),
      ...(config.serverMetadata().supportsPKCE('S256')
        ? { codeVerifier: newToken(random, secretOctets) }
        : {}),
    };
    const { state, nonce, codeVerifier } = expected;
    const parameters = { redirect_uri: options.redirectUri, scope: options.scopes, state, nonce };
    const url = oidc.buildAuthorizationUrl(config, {
      ...{ ...parameters, acr_values: eidasLevel },
      ...(codeVerifier === undefined ? {} : await challengeOf(codeVerifier)),
    });
    return { url: url.href, expected };
  }

  /**
   * Takes the answer, the query of our redirect URI: `iss` and `state` first, then the code for tokens, the ID token
   * (OIDC Core 3.1.3.7, signature included), and the signed userinfo (OIDC Core 5.3.2).
   * @throws FranceConnectRefusal, with the ID token when a usable one came: the session there is to be closed all the same.
   */
  async finish(query: string, expected: Expectation): Promise<Arrival> {
    const { options, keys, clock } = this.tools;
    const address = new URL(options.redirectUri);
    address.search = query;
    let idToken: string | undefined;
    try {
      const config = await this.configuration((token) => (idToken = token));
      const tokens = await oidc
        .authorizationCodeGrant(config, address, {
          ...{ expectedState: expected.state, expectedNonce: expected.nonce, idTokenExpected: true },
          ...(expected.codeVerifier === undefined ? {} : { pkceCodeVerifier: expected.codeVerifier }),
        })
        .finally(() => keys.keep(config));
      const { sub } = checkIdToken(tokens.claims(), clock.now());
      const person = await oidc
        .fetchUserInfo(config, tokens.access_token, sub)
        .finally(() => keys.keep(config));
      return { identity: readIdentity(person, options), idToken: tokens.id_token ?? '' };
    } catch (error) {
      throw refusalOf(error, idToken === undefined ? undefined : await this.usable(idToken));
    }
  }

  /**
   * The address that closes the session there and leads back to `logoutUri` (OIDC RP-Initiated Logout 2).
   * @throws GatewayError `franceconnect_unavailable`.
   */
  async endSessionUrl(idToken: string, state: string): Promise<string> {
    const config = await this.configuration();
    const { logoutUri } = this.tools.options;
    const url = oidc.buildEndSessionUrl(config, {
      ...{ id_token_hint: idToken, post_logout_redirect_uri: logoutUri, state },
    });
    url.searchParams.delete('client_id');
    return url.href;
  }

  private async usable(idToken: string): Promise<string | undefined> {
    const { provider, keys, options } = this.tools;
    return usableHint(idToken, { jwks: keys.jwks, metadata: await provider.get() }, options);
  }

  private async configuration(onIdToken?: (token: string) => void): Promise<oidc.Configuration> {
    const { options, provider, keys } = this.tools;
    const metadata = await provider.get();
    const { clientId, signature } = options;
    const algorithms = { id_token_signed_response_alg: signature, userinfo_signed_response_alg: signature };
    const config = new oidc.Configuration(metadata, clientId, algorithms, authenticationBy(options));
    if (options.issuer.startsWith('http:')) oidc.allowInsecureRequests(config);
    oidc.enableNonRepudiationChecks(config);
    keys.give(config);
    config.timeout = provider.timeoutSeconds;
    if (onIdToken !== undefined) config[oidc.customFetch] = watchTokens(metadata.token_endpoint, onIdToken);
    return config;
  }
}

async function challengeOf(codeVerifier: string) {
  const code_challenge = await oidc.calculatePKCECodeChallenge(codeVerifier);
  return { code_challenge, code_challenge_method: 'S256' };
}

function authenticationBy({ authentication }: FranceConnectOptions): oidc.ClientAuth {
  if ('secret' in authentication) return oidc.ClientSecretPost(authentication.secret);
  const { privateKey: key, keyId: kid } = authentication;
  return oidc.PrivateKeyJwt(kid === undefined ? key : { key, kid });
}

/** An ID token that does not pass its checks still names the session to close. */
function watchTokens(endpoint: string | undefined, onIdToken: (token: string) => void): oidc.CustomFetch {
  return async (url, options) => {
    const answer = await fetch(url, options as RequestInit);
    if (url !== endpoint || !answer.ok) return answer;
    const body = (await answer
      .clone()
      .json()
      .catch(() => undefined)) as { id_token?: unknown } | undefined;
    const token = body?.id_token;
    if (typeof token === 'string' && token.length <= longestHint) onIdToken(token);
    return answer;
  };
}
