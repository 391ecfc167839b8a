import type { RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import { GatewayError } from '../errors.js';

const insideRanges = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal']);

/** True for loopback and private addresses, written as IPv4, IPv6 or IPv4-mapped IPv6 (RFC 1918, RFC 4193). */
export function isPrivateAddress(address: string | undefined): boolean {
  return (
    address !== undefined && ipaddr.isValid(address) && insideRanges.has(ipaddr.process(address).range())
  );
}

/** Hides what is meant for the operator's network. @throws GatewayError `not_found`. */
export const refusePublicAddresses: RequestHandler = (req, _res, next) => {
  if (!isPrivateAddress(req.ip)) throw new GatewayError('not_found', { detail: 'not a private address' });
  next();
};
