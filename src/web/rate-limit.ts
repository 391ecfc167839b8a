import type { Request, Response } from 'express';
import ipaddr from 'ipaddr.js';
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import { GatewayError } from '../errors.js';

/**
 * `count` counts a request of the client address. A school often shares one address, so the limit is high; wrong passwords are
 * counted per account elsewhere (domain 4.5).
 * @throws GatewayError `too_many_requests`, after setting Retry-After in seconds.
 */
export interface RateLimit {
  count(req: Request, res: Response): Promise<void>;
  /** Takes one back: a class that signs in with right passwords never uses its school's limit up. */
  forgive(req: Request): Promise<void>;
}

/** Lets `perMinute` requests a minute through from one client; the counts are those of this process. */
export function createRateLimit(tools: { enabled: boolean; perMinute: number }): RateLimit {
  if (!tools.enabled) return { count: async () => {}, forgive: async () => {} };
  const limiter = new RateLimiterMemory({ points: tools.perMinute, duration: 60 });
  return {
    async count(req, res) {
      try {
        await limiter.consume(clientKey(req.ip));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        res.setHeader('Retry-After', Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
        throw new GatewayError('too_many_requests');
      }
    },
    async forgive(req) {
      await limiter.reward(clientKey(req.ip));
    },
  };
}

/** One client: an IPv4 address, or the /56 that a line is given in IPv6 (RIPE-690 4.2). */
export function clientKey(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const client = ipaddr.process(address);
  if (client.kind() === 'ipv4') return client.toString();
  return Buffer.from(client.toByteArray().slice(0, 7)).toString('hex');
}
