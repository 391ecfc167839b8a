import type { Middleware } from 'koa';

const mandatory = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'acr_values',
  'nonce',
  'state',
] as const;
/** Shortest nonce taken, in characters. */
const shortestNonce = 22;

/**
 * What FranceConnect refuses and OpenID Connect would not (domain 11): its page says so with the status 400, and nobody is
 * sent back. It signs people in and asks for their consent every time.
 */
export const checkProfile: Middleware = async (ctx, next) => {
  if (ctx.path === '/authorize') {
    const fault = faultOf(ctx.query);
    if (fault !== undefined) return refuse(ctx, fault);
    ctx.query = { ...ctx.query, prompt: 'login consent' };
  }
  if (ctx.path === '/session/end' && ctx.query['id_token_hint'] === undefined)
    return refuse(ctx, 'id_token_hint');
  await next();
};

function refuse(ctx: Parameters<Middleware>[0], fault: string): void {
  ctx.status = 400;
  ctx.type = 'text/plain';
  ctx.body = `Y030007: ${fault}\n`;
}

function faultOf(query: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const missing = mandatory.find((name) => typeof query[name] !== 'string' || query[name] === '');
  if (missing !== undefined) return missing;
  if (String(query['nonce']).length < shortestNonce) return 'nonce';
  if (query['acr_values'] !== 'eidas1') return 'acr_values';
  const { prompt } = query;
  if (prompt === undefined) return undefined;
  const words = String(prompt).split(' ');
  return words.every((word) => word === 'login' || word === 'consent') ? undefined : 'prompt';
}
