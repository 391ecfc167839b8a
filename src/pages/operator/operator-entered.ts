import type { Request, RequestHandler, Response } from 'express';
import type { OperatorAccess } from '../../accounts/operator-access.js';
import type { OperatorSession } from '../../accounts/operator-ports.js';
import type { OperatorCookie } from '../../web/operator-cookie.js';
import type { Render } from '../../web/render.js';

export interface OperatorEnteredTools {
  operatorAccess: Pick<OperatorAccess, 'read'>;
  operatorCookie: Pick<OperatorCookie, 'read'>;
  render: Render;
}

const entered = new WeakMap<Request, OperatorSession>();

/** Lets operators through who came in; anybody else reads how operators come in, and what they sent is dropped. */
export function operatorEntered({
  operatorAccess,
  operatorCookie,
  render,
}: OperatorEnteredTools): RequestHandler {
  return async (req, res, next) => {
    const session = await operatorAccess.read(operatorCookie.read(req));
    if (session === undefined) {
      req.resume();
      res.status(403);
      return render(res, 'operator/not-entered-page', { self: null });
    }
    entered.set(req, session);
    next();
  };
}

/** Who came in. After `operatorEntered`. */
export function operatorOf(req: Request): OperatorSession {
  const session = entered.get(req);
  if (session === undefined) throw new Error('a page for operators was served to nobody');
  return session;
}

/** What an answer is made of. */
export interface Exchange {
  req: Request;
  res: Response;
}
