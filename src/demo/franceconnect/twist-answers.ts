import { decodeJwt, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import type { Middleware } from 'koa';
import type { Fault, Misbehaviour } from './misbehaviour.js';
import { errorDescription } from './misbehaviour.js';
import { signClaims, type StandInKey } from './stand-in-keys.js';

export interface TwistTools {
  /** `rotated` is published once it has signed; `unknown` never is. */
  keys: Readonly<Record<'main' | 'rotated' | 'unknown', StandInKey>>;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  issuer: string;
  misbehaviour: Misbehaviour;
}

const day = 86_400;

/** Changes what the provider answers: to FranceConnect's own shape (userinfo expires), and as a fault asks. */
export function twistAnswers(tools: TwistTools): Middleware {
  let rotated = false;
  return async (ctx, next) => {
    const { fault, error } = tools.misbehaviour;
    if (ctx.path === '/authorize' && error !== undefined) {
      return ctx.redirect(errorAddress(ctx.query['state'], error, tools));
    }
    if (ctx.path === '/token' && fault === 'token-down') return void (ctx.status = 503);
    if (ctx.path === '/token' && fault === 'token-error') {
      ctx.status = 400;
      return void (ctx.body = { error: 'invalid_grant', error_description: errorDescription });
    }
    if (ctx.path === '/userinfo' && fault === 'userinfo-down') return void (ctx.status = 502);
    await next();
    if (ctx.path === '/jwks' && rotated) ctx.body = withKey(ctx.body, tools.keys.rotated);
    if (ctx.status === 303 || ctx.status === 302) twistRedirect(ctx, tools);
    if (ctx.status !== 200) return;
    if (ctx.path === '/token') {
      if (fault === 'rotated-key') rotated = true;
      const body = ctx.body as { id_token: string };
      ctx.body = { ...body, id_token: await twistIdToken(body.id_token, tools) };
    }
    if (ctx.path === '/userinfo') await twistUserinfo(ctx, tools);
  };
}

function withKey(body: unknown, { publicJwk }: StandInKey): object {
  const { keys } = body as { keys: object[] };
  return { keys: [...keys, publicJwk] };
}

function errorAddress(state: unknown, error: string, tools: TwistTools): string {
  const { misbehaviour, issuer, redirectUri } = tools;
  const iss = misbehaviour.fault === 'answer-other-iss' ? 'https://autre.example/api/v2' : issuer;
  const address = new URL(redirectUri);
  address.search = new URLSearchParams({
    ...{ error, error_description: errorDescription, state: String(state) },
    ...(misbehaviour.fault === 'answer-no-iss' ? {} : { iss }),
    error_uri: 'https://docs.example.org/fs-technique-erreurs/?code=Y000000&id=0',
  }).toString();
  return address.href;
}

function twistRedirect(
  ctx: Parameters<Middleware>[0],
  { misbehaviour: { fault }, redirectUri }: TwistTools,
): void {
  const location = ctx.response.get('Location');
  if (!location.startsWith(`${redirectUri}?`)) return;
  const address = new URL(location);
  if (fault === 'answer-other-iss') address.searchParams.set('iss', 'https://autre.example/api/v2');
  if (fault === 'answer-no-iss') address.searchParams.delete('iss');
  if (fault === 'answer-other-state') address.searchParams.set('state', 'A'.repeat(43));
  ctx.set('Location', address.href);
}

/** What each fault makes of the claims. */
const claimFaults: Readonly<Partial<Record<Fault, Record<string, unknown>>>> = {
  'other-nonce': { nonce: 'B'.repeat(43) },
  'no-nonce': { nonce: undefined },
  'other-iss': { iss: 'https://autre.example/api/v2' },
  'other-aud': { aud: 'autre-service' },
  'no-acr': { acr: undefined },
  'weak-acr': { acr: 'eidas0' },
  'userinfo-other-sub': { sub: `${'0'.repeat(64)}v1` },
  'userinfo-other-aud': { aud: 'autre-service' },
  'userinfo-no-aud': { aud: undefined },
  'userinfo-no-name': { family_name: undefined },
};

function timeFaults(fault: Fault | undefined): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  if (fault === 'expired' || fault === 'userinfo-expired') return { iat: now - day, exp: now - day + 60 };
  return fault === 'old' ? { iat: now - day, exp: now + 60 } : {};
}

async function twistIdToken(idToken: string, tools: TwistTools): Promise<string> {
  const { fault } = tools.misbehaviour;
  if (fault === undefined || fault.startsWith('userinfo') || fault.startsWith('answer')) return idToken;
  return signAs(fault, { ...decodeJwt(idToken), ...claimFaults[fault], ...timeFaults(fault) }, tools);
}

async function twistUserinfo(ctx: Parameters<Middleware>[0], tools: TwistTools): Promise<void> {
  const asked = tools.misbehaviour.fault;
  const fault = asked?.startsWith('userinfo') === true ? asked : undefined;
  const exp = Math.floor(Date.now() / 1000) + 60;
  const twisted = fault === undefined ? {} : { ...claimFaults[fault], ...timeFaults(fault) };
  const claims = { ...decodeJwt(String(ctx.body)), exp, ...twisted };
  if (fault === 'userinfo-plain') {
    ctx.type = 'application/json';
    return void (ctx.body = claims);
  }
  ctx.body = await signAs(fault?.replace('userinfo-', ''), claims, tools);
  ctx.type = 'application/jwt';
}

async function signAs(fault: string | undefined, claims: JWTPayload, tools: TwistTools): Promise<string> {
  const { main, rotated, unknown } = tools.keys;
  if (fault === 'hs256') {
    const secret = new TextEncoder().encode(tools.clientSecret);
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  }
  if (fault === 'none') return new UnsecuredJWT(claims).encode();
  if (fault === 'rotated-key') return signClaims(claims, rotated);
  if (fault === 'unknown-key') return signClaims(claims, unknown);
  if (fault === 'forged') return signClaims(claims, { ...unknown, kid: main.kid });
  return signClaims(claims, main);
}
