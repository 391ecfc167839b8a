import type { Request, Response } from 'express';
import type { Clock } from '../../clock.js';
import type { SignedIn } from '../../web/ports.js';
import type { Sessions } from '../../web/session.js';

export interface SignedInTools {
  sessions: Pick<Sessions, 'read'>;
  clock: Clock;
  /** Minutes after which sensitive pages ask for the password again. */
  recheckMinutes: number;
}

export interface Exchange {
  req: Request;
  res: Response;
}

/** Who is signed in; nobody: the answer is the sign-in page, which leads back to `path`. */
export async function personOf(
  tools: SignedInTools,
  { req, res }: Exchange,
  path: string,
): Promise<SignedIn | undefined> {
  const user = await tools.sessions.read(req);
  if (user === undefined) res.redirect(303, `/connexion?retour=${encodeURIComponent(path)}`);
  return user;
}

/** As `personOf`, for what a person who found an open screen must not do: the password was given a short time ago. */
export async function personSureOf(
  tools: SignedInTools,
  exchange: Exchange,
  path: string,
): Promise<SignedIn | undefined> {
  const user = await personOf(tools, exchange, path);
  if (user === undefined) return undefined;
  const age = tools.clock.now().getTime() - Date.parse(user.authnInstant);
  if (age <= tools.recheckMinutes * 60_000) return user;
  exchange.res.redirect(303, `/compte/verification?retour=${encodeURIComponent(path)}`);
  return undefined;
}
