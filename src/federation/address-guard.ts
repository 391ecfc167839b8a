import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All the addresses of a host name, as `dns.lookup` with `all` gives them. */
export type ResolveAll = (
  hostname: string,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** An address that metadata must never be fetched from (security 3, SSRF; security 4, M03). */
export class ForbiddenAddressError extends Error {
  constructor(readonly address: string) {
    super(`${address}, a private, local or reserved address`);
    this.name = 'ForbiddenAddressError';
  }
}

/**
 * True for an address of the public internet; of loopback too when `allowLoopback`. IPv4 inside IPv6 is judged as IPv4.
 * Private, link-local, multicast, shared, translated and reserved ranges are not.
 */
export function isFetchable(address: string, allowLoopback: boolean): boolean {
  const bare = address.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(bare)) return false;
  const range = ipaddr.process(bare).range();
  return range === 'unicast' || (allowLoopback && range === 'loopback');
}

/** The resolver of the system. */
export const systemResolver: ResolveAll = (hostname, answer) =>
  lookup(hostname, { all: true, verbatim: true }, answer);

/**
 * A look-up for sockets that answers only addresses it has judged: the connection goes to the very address that was
 * checked, so that a name which changes its answer between check and use (DNS rebinding) gains nothing.
 */
export function guardedLookup(resolve: ResolveAll, allowLoopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      if (error) return callback(error, []);
      const forbidden = addresses.find(({ address }) => !isFetchable(address, allowLoopback));
      const first = addresses[0];
      if (forbidden) return callback(new ForbiddenAddressError(forbidden.address), []);
      if (first === undefined) return callback(new Error(`${hostname} has no address`), []);
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
