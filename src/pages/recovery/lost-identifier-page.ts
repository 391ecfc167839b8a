import { Router, type Request, type Response } from 'express';
import {
  remindByMail,
  remindBySms,
  type ForgottenIdentifierTools,
} from '../../accounts/forgotten-identifier.js';
import { readMailAddress } from '../../mail-address.js';
import { formOf, readForm, type Form } from '../../web/read-form.js';
import { faultAt, faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import { countRecovery, type RecoveryTools } from './recovery-tools.js';

export interface LostIdentifierTools extends RecoveryTools {
  forgottenIdentifier: ForgottenIdentifierTools;
}

const address = '/identifiant-perdu';

/** What the form asks for: the reminder goes to that address, or to that mobile. */
type Wanted = { mail: string } | { mobile: string } | { fault: FormFault };

/**
 * « Identifiant perdu »: by mail to the confirmed address, for guardians also by SMS (domain 9). The answer is the same
 * whoever asks about whom; what it leads to is done after it (security R01).
 */
export function lostIdentifierPage(tools: LostIdentifierTools): Router {
  const routes = Router();
  routes.get(address, (req, res) => show(tools, req, res));
  routes.post(address, readForm, tools.csrf.check, async (req, res) => {
    const wanted = await read(formOf(req), tools);
    if ('fault' in wanted) {
      res.status(400);
      return show(tools, req, res, { form: formOf(req), faults: [wanted.fault] });
    }
    await countRecovery(tools, req, 'mail' in wanted ? 'mail' : 'sms');
    const language = tools.chooseLanguage(req, res);
    tools.afterAnswer(res, () =>
      'mail' in wanted
        ? remindByMail(wanted.mail, language, tools.forgottenIdentifier)
        : remindBySms(wanted.mobile, language, tools.forgottenIdentifier),
    );
    res.redirect(303, `${address}/envoye${'mail' in wanted ? '' : '?par=sms'}`);
  });
  routes.get(`${address}/envoye`, (req, res) => {
    const part = req.query['par'] === 'sms' ? 'recovery.identifier-sent-sms' : 'recovery.identifier-sent';
    tools.render(res, 'recovery/sent-page', { part, titleKey: `${part}.title` });
  });
  return routes;
}

async function read(form: Form, { config }: LostIdentifierTools): Promise<Wanted> {
  const { mobile, adresse = '' } = form;
  if (mobile === undefined) {
    if (adresse.trim() === '') return { fault: faultAt('adresse', 'recovery.mail-missing') };
    const mail = readMailAddress(adresse);
    return mail === undefined ? { fault: faultOf('mail_invalid', 'adresse') } : { mail };
  }
  // Loaded when needed: 10 MB.
  const { mobileNumber } = await import('../../phone-number.js');
  const number = mobileNumber(mobile, config.SMS_COUNTRIES);
  if ('fault' in number) return { fault: faultAt('mobile', `recovery.${number.fault}`) };
  return { mobile: number.number };
}

function show(
  tools: LostIdentifierTools,
  req: Request,
  res: Response,
  tried: { form: Form; faults: readonly FormFault[] } = { form: {}, faults: [] },
): void {
  const { adresse = '', mobile = '' } = tried.form;
  tools.render(res, 'recovery/lost-identifier-page', {
    ...showFaults(tried.faults),
    ...{ adresse, mobile },
    byMail: tools.messages.canSend('mail'),
    bySms: tools.messages.canSend('sms'),
    csrfToken: tools.csrf.token(req, res),
    self: address,
  });
}
