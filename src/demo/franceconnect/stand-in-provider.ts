import type { Configuration, JWK, Provider } from 'oidc-provider';
import { newToken, systemRandom } from '../../random.js';
import type { SignatureAlgorithm } from '../../franceconnect/ports.js';
import { checkProfile } from './check-profile.js';
import { loadOidcProvider } from './load-oidc-provider.js';
import type { Misbehaviour } from './misbehaviour.js';
import { mockIdentities, subOf } from './mock-identities.js';
import { MemoryAdapter } from './memory-adapter.js';
import { logoutPage, refusalPage } from './provider-pages.js';
import { makeKey } from './stand-in-keys.js';
import { twistAnswers } from './twist-answers.js';

/** The service that the stand-in knows, and how it serves it. */
export interface StandInOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The public half of the key of private_key_jwt; not given: client_secret_post. */
  clientKey?: JWK;
  redirectUri: string;
  logoutUri: string;
  signature: SignatureAlgorithm;
  /** False: PKCE is not among what discovery lists. */
  pkce?: boolean;
  misbehaviour?: Misbehaviour;
}

/** What the scopes of level « faible » give (domain 11). */
const claims = {
  openid: ['sub'],
  identite_pivot: ['family_name', 'given_name', 'birthdate', 'gender', 'birthplace', 'birthcountry'],
  preferred_username: ['preferred_username'],
  email: ['email'],
};

const routes = {
  authorization: '/authorize',
  token: '/token',
  userinfo: '/userinfo',
  end_session: '/session/end',
  jwks: '/jwks',
  revocation: '/token/revocation',
};

/** oidc-provider set as FranceConnect is (domain 11): routes, lives in seconds, signatures, one client. */
export async function createStandInProvider(options: StandInOptions): Promise<Provider> {
  const { Provider: Server } = await loadOidcProvider();
  const { issuer, clientId, clientSecret, redirectUri, signature, misbehaviour = {} } = options;
  const [main, rotated, unknown] = await Promise.all([
    makeKey(signature, 'fc-1'),
    makeKey(signature, 'fc-2'),
    makeKey(signature, 'fc-3'),
  ]);
  const provider = new Server(issuer, configurationOf(options, [main.privateJwk as JWK]));
  const keys = { main, rotated, unknown };
  provider.use(checkProfile);
  provider.use(twistAnswers({ keys, clientId, clientSecret, redirectUri, issuer, misbehaviour }));
  if (options.pkce === false) provider.use(withoutPkce);
  return provider;
}

type Middleware = Parameters<Provider['use']>[0];

const withoutPkce: Middleware = async (ctx, next) => {
  await next();
  if (ctx.path === '/.well-known/openid-configuration')
    ctx.body = { ...(ctx.body as object), code_challenge_methods_supported: undefined };
};

function configurationOf(options: StandInOptions, keys: JWK[]): Configuration {
  const { clientId, signature } = options;
  return {
    adapter: MemoryAdapter,
    clients: [clientOf(options)],
    jwks: { keys },
    claims,
    scopes: ['openid'],
    acrValues: ['eidas1'],
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, accountId) => subOf(accountId, clientId),
    responseTypes: ['code'],
    pkce: { required: () => false },
    conformIdTokenClaims: true,
    clientAuthMethods: ['client_secret_post', 'private_key_jwt'],
    enabledJWA: {
      idTokenSigningAlgValues: [signature],
      userinfoSigningAlgValues: [signature],
      clientAuthSigningAlgValues: ['ES256', 'RS256'],
    },
    ttl: {
      AuthorizationCode: 30,
      AccessToken: 60,
      IdToken: 60,
      Session: 1800,
      Interaction: 1800,
      Grant: 1800,
    },
    cookies: { keys: [newToken(systemRandom)] },
    routes,
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: true, logoutSource: logoutPage },
    },
    interactions: { url: (_ctx, { uid }) => `${new URL(options.issuer).pathname}/interaction/${uid}` },
    renderError: refusalPage,
    findAccount: (_ctx, accountId) => {
      const found = mockIdentities.find(({ key }) => key === accountId);
      if (found === undefined) return undefined;
      const { key, ...person } = found;
      return { accountId: key, claims: () => ({ ...person, sub: key }) };
    },
  };
}

function clientOf({ clientId, clientSecret, clientKey, redirectUri, logoutUri, signature }: StandInOptions) {
  const authentication =
    clientKey === undefined
      ? ({ client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_post' } as const)
      : ({ jwks: { keys: [clientKey] }, token_endpoint_auth_method: 'private_key_jwt' } as const);
  return {
    ...authentication,
    client_id: clientId,
    client_name: 'Passerelle',
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [logoutUri],
    response_types: ['code' as const],
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: signature,
    userinfo_signed_response_alg: signature,
    subject_type: 'pairwise' as const,
  };
}
