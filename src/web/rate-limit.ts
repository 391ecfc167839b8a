import type { Request, Response } from 'express';
import ipaddr from 'ipaddr.js';
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import type { ErrorCode } from '../error-catalogue.js';
import { GatewayError, isGatewayError } from '../errors.js';

/**
 * How much one client address may ask of us. A school often shares one, so the limits are high; wrong passwords are counted per
 * account elsewhere (domain 4.5).
 */
export interface RateLimit {
  /**
   * Counts a request.
   * @throws GatewayError `too_many_requests`, after setting Retry-After in seconds.
   */
  count(req: Request, res: Response): Promise<void>;
  /**
   * Runs `attempt`, and counts it when it was wrong. Those under way count nothing yet: a class that signs in at once with right
   * passwords never uses its school's limit up. How many wrong ones can be under way, the queue of passwords says
   * (BCRYPT_QUEUE).
   * @throws GatewayError as `count`, without running it; and what it throws.
   */
  pass<T>(exchange: { req: Request; res: Response }, attempt: () => Promise<T>): Promise<T>;
}

/** A secret was tried that opens nothing; an empty form tries none. */
const wrong = new Set<ErrorCode>([
  'credentials_wrong',
  'too_many_tries',
  'link_unknown',
  'link_expired',
  'link_used',
]);

/** Lets `perMinute` requests, or wrong tries, a minute through from one client; the counts are those of this process. */
export function createRateLimit(tools: { enabled: boolean; perMinute: number }): RateLimit {
  if (!tools.enabled) return { count: async () => {}, pass: (_exchange, attempt) => attempt() };
  const limiter = new RateLimiterMemory({ points: tools.perMinute, duration: 60 });
  return {
    async count(req, res) {
      try {
        await limiter.consume(clientKey(req.ip));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw tooMany(res, refusal);
      }
    },
    async pass({ req, res }, attempt) {
      const key = clientKey(req.ip);
      const before = await limiter.get(key);
      if (before !== null && before.consumedPoints >= tools.perMinute) throw tooMany(res, before);
      try {
        return await attempt();
      } catch (error) {
        if (isGatewayError(error) && wrong.has(error.code)) await limiter.penalty(key);
        throw error;
      }
    },
  };
}

function tooMany(res: Response, { msBeforeNext }: RateLimiterRes): GatewayError {
  res.setHeader('Retry-After', Math.max(1, Math.ceil(msBeforeNext / 1000)));
  return new GatewayError('too_many_requests');
}

/**
 * One client: an IPv4 address, or the /56 that a line is given in IPv6 (RIPE-690 4.2). Some proxies write the port, too, into
 * X-Forwarded-For (RFC 7239 6).
 */
export function clientKey(address = ''): string {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^([\d.]+):\d+$/, '$1');
  if (!ipaddr.isValid(bare)) return 'unknown';
  const client = ipaddr.process(bare);
  if (client.kind() === 'ipv4') return client.toString();
  return Buffer.from(client.toByteArray().slice(0, 7)).toString('hex');
}
