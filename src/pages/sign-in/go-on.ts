import type { AnswerPages } from '../sso/answer-request.js';
import { takeKept, type KeptRequestTools } from '../sso/kept-request.js';
import { recordSignIn, type RecordSignInTools, type SignedInAt } from './record-sign-in.js';

export interface GoOnTools extends KeptRequestTools, Pick<RecordSignInTools, 'connectionLog'> {
  answers: Pick<AnswerPages, 'answer'>;
}

/** Where who has just signed in goes: back to the portal that asked, else to a page of this site. The sign-in is recorded. */
export async function goOn(at: SignedInAt, tools: GoOnTools): Promise<void> {
  const { req, res, user } = at;
  const { suite, retour = '/' } = at.place;
  const kept = await recordSignIn(at, tools);
  if (suite === undefined) return res.redirect(303, retour);
  // /sso/continue says why there is none. A page that stays must not be the answer to a posted password: the Back button
  // would post it again (security O10).
  const take = (): Promise<boolean> => takeKept({ req, res, suite }, tools);
  if (kept !== undefined && (await tools.answers.answer(res, kept.request, user, take))) return;
  res.redirect(303, `/sso/continue?suite=${encodeURIComponent(suite)}`);
}
