import type { Request, RequestHandler } from 'express';
import type { Logger } from '../log.js';
import type { Metrics } from './metrics.js';

/** One log line and one measure for each answer: method, route, status, milliseconds, id. Never a query or a name. */
export function logRequests(tools: { log: Logger; metrics: Metrics }): RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    res.on('close', () => {
      const ms = performance.now() - begun;
      const route = routeOf(req);
      const status = res.writableFinished ? res.statusCode : 499;
      tools.metrics.observeRequest({ method: req.method, route, status, seconds: ms / 1000 });
      tools.log.info({
        id: res.locals.requestId,
        method: req.method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
      });
    });
    next();
  };
}

/** The pattern that matched, so that the parts of an address that name a person stay out of logs and labels. */
function routeOf(req: Request): string {
  const route = req.route as { path?: unknown } | undefined;
  return route?.path === undefined ? 'none' : `${req.baseUrl}${String(route.path)}`;
}
