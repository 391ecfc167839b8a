import { Router } from 'express';
import { asChild } from '../../accounts/guardian-children.js';
import type { GuardianFirstSignIn, ListedChild } from '../../accounts/guardian-first-sign-in.js';
import type { SchoolStore } from '../../directory/ports.js';
import type { Csrf } from '../../web/csrf.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { describeChildren } from '../account/describe-children.js';
import { faultAt, showFaults } from '../account/form-faults.js';
import { atStep, pageOfStep, type StepExchange, type StepTools } from './step-pages.js';

export interface LetterChildrenPageTools extends StepTools {
  guardianFirstSignIn: GuardianFirstSignIn;
  render: Render;
  csrf: Csrf;
  schools: Pick<SchoolStore, 'findMany'>;
}

const path = pageOfStep.children;
const reportedPath = '/premiere-connexion/responsable/signale';
/** One box for each child, since a form field comes once. */
const boxOf = (id: string): string => `pas-${id}`;

/** GET and POST: the children, each with « Je ne suis pas le représentant légal de cet élève » (domain 9). */
export function letterChildrenPage(tools: LetterChildrenPageTools): Router {
  return Router()
    .get(
      path,
      atStep('children', tools, async (exchange) => {
        await show(tools, exchange, await tools.guardianFirstSignIn.children(exchange.journey));
      }),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atStep('children', tools, (exchange) => submit(tools, exchange)),
    )
    .get(reportedPath, (_req, res) => tools.render(res, 'activation/letter-reported-page'));
}

async function submit(tools: LetterChildrenPageTools, exchange: StepExchange): Promise<void> {
  const { req, res, journey } = exchange;
  const form = formOf(req);
  const listed = await tools.guardianFirstSignIn.children(journey);
  const children = listed.map(({ child }) => ({ child, disowned: form[boxOf(child.id)] !== undefined }));
  const sure = form['aucun'] !== undefined;
  const outcome = await tools.guardianFirstSignIn.takeChildren(journey, children, sure);
  if (outcome === 'next') return res.redirect(303, pageOfStep['guardian-password']);
  if (outcome === 'disowned') {
    tools.journeyCookie.clear(res);
    return res.redirect(303, reportedPath);
  }
  res.status(400);
  await show(tools, exchange, children, true);
}

async function show(
  tools: LetterChildrenPageTools,
  { req, res }: StepExchange,
  children: readonly ListedChild[],
  all = false,
): Promise<void> {
  const described = await describeChildren(
    children.map(({ child }) => asChild(child)),
    tools.schools,
  );
  const [first] = children;
  const fault = first && all ? [faultAt(boxOf(first.child.id), 'guardian-first-sign-in.all-ticked')] : [];
  tools.render(res, 'activation/letter-children-page', {
    ...showFaults(fault),
    all,
    children: described.map((child, index) => ({
      ...child,
      box: boxOf(child.id),
      ticked: children[index]?.disowned,
    })),
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}
