import type { Request, Response } from 'express';
import type { ConnectionLog } from '../../accounts/connection-log.js';
import type { PendingRequest, SignedIn } from '../../web/ports.js';
import { findKept, type LookingTools } from '../sso/kept-request.js';

export interface RecordSignInTools extends LookingTools {
  connectionLog: Pick<ConnectionLog, 'record'>;
}

/** Who has just signed in, and to where. */
export interface SignedInAt {
  req: Request;
  res: Response;
  place: { suite?: string; retour?: string };
  user: SignedIn;
  way?: 'password' | 'franceconnect';
}

/** Records the sign-in, with the portal that asked. @returns its request, if it still waits. */
export async function recordSignIn(
  { req, res, place: { suite }, user, way = 'password' }: SignedInAt,
  tools: RecordSignInTools,
): Promise<PendingRequest | undefined> {
  const kept = suite === undefined ? undefined : await findKept({ req, res, suite }, tools);
  const signIn = { accountId: user.subject.accountId, way, ip: req.ip };
  tools.connectionLog.record({ ...signIn, ...(kept === undefined ? {} : { portal: kept.request.issuer }) });
  return kept;
}
