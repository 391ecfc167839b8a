import type { RequestHandler } from 'express';
import type { Random } from '../random.js';

declare module 'express-serve-static-core' {
  interface Locals {
    /** Said on the telephone to find a log line, such as `7K3M-9QXP`. */
    requestId?: string;
  }
}

/** Crockford's base32: no I, L, O, U, so that nothing is misheard or misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Gives each request an id of 40 random bits, in `res.locals.requestId` and in the header X-Request-Id. */
export function giveRequestId(random: Random): RequestHandler {
  return (_req, res, next) => {
    const id = newRequestId(random);
    res.locals.requestId = id;
    res.setHeader('X-Request-Id', id);
    next();
  };
}

/** Eight letters and digits in two groups of four. */
export function newRequestId(random: Random): string {
  let id = '';
  for (const octet of random.bytes(8)) {
    if (id.length === 4) id += '-';
    id += alphabet[octet & 31];
  }
  return id;
}
