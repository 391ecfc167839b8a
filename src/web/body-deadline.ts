import type { Request, RequestHandler } from 'express';

/** Milliseconds in which a request has to be there whole (CWE-400: many slow ones would hold every connection). */
const ordinary = 30_000;
/** Milliseconds for the files of an operator: 1 GB over a line of 5 Mbit/s. The server itself ends what is longer. */
export const longestBody = 30 * 60_000;

const timers = new WeakMap<Request, NodeJS.Timeout>();

/**
 * Node has one limit for all requests, `requestTimeout`, and it has to let the files of operators through: this is the one for
 * everything else. Only requests with a body wait for anything.
 */
export function createBodyDeadline(milliseconds = ordinary): RequestHandler {
  return (req, res, next) => {
    if (req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined)
      return next();
    const timer = setTimeout(() => {
      if (!res.headersSent) res.writeHead(408, { Connection: 'close' }).end();
      req.socket.destroySoon();
    }, milliseconds);
    timer.unref();
    timers.set(req, timer);
    const end = (): void => clearTimeout(timer);
    req.once('end', end).once('close', end);
    next();
  };
}

/** Lets a request take as long as the server allows: for a sender whom we know. */
export function liftDeadline(req: Request): void {
  clearTimeout(timers.get(req));
}
