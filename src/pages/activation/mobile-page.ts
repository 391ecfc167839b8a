import { Router } from 'express';
import { isGatewayError } from '../../errors.js';
import { formOf, readForm } from '../../web/read-form.js';
import { faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import { atActivation, pageOfActivation, progressOf, type ActivationExchange } from './activation-steps.js';
import type { CodePageTools } from './code-page.js';
import { askTerms, codeRefusals, readMobile } from './code-terms.js';

const path = pageOfActivation.mobile;

/** GET and POST, after FranceConnect: the mobile that the school knows (domain 7.3). Looked up after the answer. */
export function mobilePage(tools: CodePageTools): Router {
  const steps = ['mobile', 'code'] as const;
  return Router()
    .get(
      path,
      atActivation(steps, tools, (exchange) => show(tools, exchange)),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atActivation(steps, tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: CodePageTools, exchange: ActivationExchange): Promise<void> {
  const { req, res, journey } = exchange;
  const mobile = await readMobile(formOf(req), tools.config);
  if ('fault' in mobile) {
    res.status(400);
    return show(tools, exchange, mobile.fault);
  }
  try {
    const asked = { ...journey.record.asked, mobile: mobile.number };
    const send = await tools.guardianActivation.ask(journey, askTerms(req, res, tools), asked);
    tools.afterAnswer(res, send);
    res.redirect(303, pageOfActivation.code);
  } catch (error) {
    if (!isGatewayError(error) || !codeRefusals.includes(error.code)) throw error;
    res.status(error.entry.status);
    show(tools, exchange, faultOf(error.code, 'mobile'));
  }
}

function show(tools: CodePageTools, { req, res, journey }: ActivationExchange, fault?: FormFault): void {
  tools.render(res, 'activation/mobile-page', {
    ...showFaults(fault === undefined ? [] : [fault]),
    mobile: formOf(req)['mobile'] ?? '',
    progress: { ...progressOf(journey.record), number: 1 },
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}
