import type { Request, Response } from 'express';
import type { ConnectionLog } from '../../accounts/connection-log.js';
import type { SignedIn } from '../../web/ports.js';
import type { AnswerPages } from '../sso/answer-request.js';
import { findKept, takeKept, type KeptRequestTools } from '../sso/kept-request.js';

export interface GoOnTools extends KeptRequestTools {
  answers: Pick<AnswerPages, 'answer'>;
  connectionLog: Pick<ConnectionLog, 'record'>;
}

/** Where who has just signed in goes: back to the portal that asked, else to a page of this site. The sign-in is recorded. */
export async function goOn(
  at: {
    req: Request;
    res: Response;
    place: { suite?: string; retour?: string };
    user: SignedIn;
    way?: 'password' | 'franceconnect';
  },
  tools: GoOnTools,
): Promise<void> {
  const { req, res, user, way = 'password' } = at;
  const { suite, retour = '/' } = at.place;
  const exchange = { req, res, suite };
  const kept = suite === undefined ? undefined : await findKept(exchange, tools);
  const portal = kept?.request.issuer;
  const signIn = { accountId: user.subject.accountId, way, ip: req.ip };
  tools.connectionLog.record({ ...signIn, ...(portal === undefined ? {} : { portal }) });
  if (suite === undefined) return res.redirect(303, retour);
  // /sso/continue says why there is none. A page that stays must not be the answer to a posted password: the Back button
  // would post it again (security O10).
  const take = (): Promise<boolean> => takeKept(exchange, tools);
  if (kept !== undefined && (await tools.answers.answer(res, kept.request, user, take))) return;
  res.redirect(303, `/sso/continue?suite=${encodeURIComponent(suite)}`);
}
