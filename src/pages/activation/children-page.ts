import { Router } from 'express';
import { attachedChildren } from '../../accounts/attached-children.js';
import type { AccountRepository } from '../../accounts/ports.js';
import type { Csrf } from '../../web/csrf.js';
import { formOf, readForm, type Form } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { faultAt, showFaults, type FormFault } from '../account/form-faults.js';
import {
  atActivation,
  guardianActing,
  pageOfActivation,
  progressOf,
  stoppedPath,
  type ActivationExchange,
  type ActivationStepTools,
} from './activation-steps.js';
import { readDate } from './read-date.js';

export interface ChildrenPageTools extends ActivationStepTools {
  render: Render;
  csrf: Csrf;
  accounts: Pick<AccountRepository, 'findMany'>;
}

const path = pageOfActivation.children;
/** All of them together are wrong: which one is not told. */
const datesWrong = 'registration.dates-wrong';

/** GET and POST: the birth dates of all children, in any order. Their number is shown, and nothing else of them (domain 8.4). */
export function childrenPage(tools: ChildrenPageTools): Router {
  return Router()
    .get(
      path,
      atActivation(['children'], tools, (exchange) => show(tools, exchange)),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atActivation(['children'], tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: ChildrenPageTools, exchange: ActivationExchange): Promise<void> {
  const { req, res, journey } = exchange;
  const form = formOf(req);
  const typed = (await numbersOf(tools, exchange)).map((number) => ({ number, date: dateOf(form, number) }));
  const missing = typed.filter(({ date }) => date === undefined);
  if (missing.length > 0) {
    res.status(400);
    return show(
      tools,
      exchange,
      missing.map(({ number }) => ({ ...faultAt(`jour${number}`, 'registration.date-invalid'), number })),
    );
  }
  const dates = typed.flatMap(({ date }) => date ?? []);
  const by = guardianActing(req, journey);
  const answer = await tools.guardianActivation.answerDates(journey, dates, by);
  if (answer === 'locked') return res.redirect(303, stoppedPath);
  if (answer === 'right') return res.redirect(303, next(exchange));
  res.status(400);
  await show(tools, exchange, [faultAt('jour1', datesWrong)]);
}

function next({ journey }: ActivationExchange): string {
  return journey.record.path === 'franceconnect' ? pageOfActivation.mail : pageOfActivation.password;
}

function dateOf(form: Form, number: number): string | undefined {
  const at = (part: string): string => form[`${part}${number}`] ?? '';
  return readDate(at('jour'), at('mois'), at('annee'));
}

/** 1, 2, 3… for as many children as there are. */
async function numbersOf(
  { accounts }: ChildrenPageTools,
  { journey: { account } }: ActivationExchange,
): Promise<number[]> {
  const children = account === undefined ? [] : await attachedChildren(account, accounts);
  return children.map((_, index) => index + 1);
}

async function show(
  tools: ChildrenPageTools,
  exchange: ActivationExchange,
  faults: readonly FormFault[] = [],
): Promise<void> {
  const { req, res, journey } = exchange;
  const form = formOf(req);
  const { faultOf, ...shown } = showFaults(faults);
  const wrong = faults.some(({ key }) => key === datesWrong);
  const children = (await numbersOf(tools, exchange)).map((number) => ({
    number,
    fault: wrong ? undefined : faultOf[`jour${number}`],
    invalid: wrong || faultOf[`jour${number}`] !== undefined,
    day: form[`jour${number}`],
    month: form[`mois${number}`],
    year: form[`annee${number}`],
  }));
  tools.render(res, 'activation/children-page', {
    ...shown,
    children,
    wrong,
    count: children.length,
    several: children.length > 1,
    progress: progressOf(journey.record),
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}
