import type { Request, Response } from 'express';
import type { SignedIn } from '../../web/ports.js';
import type { AnswerPages } from '../sso/answer-request.js';
import { takeIfKept, type KeptRequestTools } from '../sso/kept-request.js';

/** Where who has just signed in goes: back to the portal that asked, else to a page of this site. */
export async function goOn(
  at: { req: Request; res: Response; place: { suite?: string; retour?: string }; user: SignedIn },
  tools: KeptRequestTools & { answers: Pick<AnswerPages, 'answer'> },
): Promise<void> {
  const { req, res, user } = at;
  const { suite, retour = '/' } = at.place;
  if (suite === undefined) return res.redirect(303, retour);
  const kept = await takeIfKept({ req, res, suite }, tools);
  // Without one, /sso/continue says why: a page that stays must not be the answer to a posted password: the Back button would post it again (security O10).
  if (kept === undefined) return res.redirect(303, `/sso/continue?suite=${encodeURIComponent(suite)}`);
  await tools.answers.answer(res, kept.request, user);
}
