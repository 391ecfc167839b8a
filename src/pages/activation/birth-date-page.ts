import { Router } from 'express';
import { isGatewayError } from '../../errors.js';
import type { FirstSignIn } from '../../accounts/first-sign-in.js';
import type { Csrf } from '../../web/csrf.js';
import { formOf, readForm, type Form } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { signInAddress } from '../sign-in/sign-in-form.js';
import { readDate } from './read-date.js';
import { atStep, pageOfStep, type StepExchange, type StepTools } from './step-pages.js';

export interface BirthDatePageTools extends StepTools {
  firstSignIn: FirstSignIn;
  render: Render;
  csrf: Csrf;
}

const path = pageOfStep['birth-date'];

/** GET and POST: the birth date that the school records know, as a second proof beside the letter (domain 6.3). */
export function birthDatePage(tools: BirthDatePageTools): Router {
  return Router()
    .get(
      path,
      atStep('birth-date', tools, (exchange) => show(tools, exchange)),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atStep('birth-date', tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: BirthDatePageTools, exchange: StepExchange): Promise<void> {
  const { req, res, journey } = exchange;
  const form = formOf(req);
  const { jour = '', mois = '', annee = '' } = form;
  const typed = readDate(jour, mois, annee);
  if (typed === undefined) return show(tools, exchange, { form, fault: 'first-sign-in.birth-date-invalid' });
  try {
    if (await tools.firstSignIn.confirmBirthDate(journey, typed))
      return res.redirect(303, pageOfStep.password);
  } catch (error) {
    if (!isGatewayError(error, 'birth_dates_wrong')) throw error;
    tools.journeyCookie.clear(res);
    const address = signInAddress({ ...journey.record.end, profil: 'eleve' });
    return res.redirect(303, `${address}&motif=dates`);
  }
  show(tools, exchange, { form, fault: 'first-sign-in.birth-date-wrong' });
}

function show(
  tools: BirthDatePageTools,
  { req, res, journey }: StepExchange,
  wrong?: { form: Form; fault: string },
): void {
  if (wrong !== undefined) res.status(400);
  tools.render(res, 'activation/birth-date-page', {
    givenName: journey.account.person.givenName,
    faults: wrong === undefined ? [] : [{ key: wrong.fault, href: '#jour' }],
    typed: wrong?.form ?? {},
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}
