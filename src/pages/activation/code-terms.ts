import type { Request, Response } from 'express';
import type { AskTerms } from '../../accounts/ask-for-code.js';
import type { AskedFor } from '../../accounts/activation-ports.js';
import type { Config } from '../../config.js';
import type { ErrorCode } from '../../errors.js';
import type { ChooseLanguage } from '../../web/language.js';
import { clientKey } from '../../web/rate-limit.js';
import type { Form } from '../../web/read-form.js';
import { faultAt, type FormFault } from '../account/form-faults.js';

/** Longest name that the form takes, in characters. */
const longestName = 100;

/** What these pages say themselves, beside the form; the same for every number. */
export const codeRefusals: readonly ErrorCode[] = ['too_many_codes', 'too_many_answers', 'sms_budget_used'];

/** Who asks for a code. */
export function askTerms(
  req: Request,
  res: Response,
  tools: { config: Pick<Config, 'RATE_LIMIT'>; chooseLanguage: ChooseLanguage },
): AskTerms {
  const client = tools.config.RATE_LIMIT ? { client: clientKey(req.ip) } : {};
  return { ...client, language: tools.chooseLanguage(req, res) };
}

/** The mobile that was typed, as E.164. */
export async function readMobile(
  { mobile = '' }: Form,
  { SMS_COUNTRIES }: Pick<Config, 'SMS_COUNTRIES'>,
): Promise<{ number: string } | { fault: FormFault }> {
  if (mobile.trim() === '') return { fault: faultAt('mobile', 'registration.mobile-missing') };
  // Loaded when needed: 10 MB.
  const { mobileNumber } = await import('../../phone-number.js');
  const read = mobileNumber(mobile, SMS_COUNTRIES);
  return 'number' in read ? read : { fault: faultAt('mobile', `registration.${read.fault}`) };
}

/** Names and mobile, or everything that is missing. */
export async function readAsked(
  form: Form,
  config: Pick<Config, 'SMS_COUNTRIES'>,
): Promise<AskedFor | { faults: FormFault[] }> {
  const { nom = '', prenom = '' } = form;
  const [sn, givenName] = [nom.trim(), prenom.trim()];
  const mobile = await readMobile(form, config);
  const faults = [
    ...(isName(sn) ? [] : [faultAt('nom', 'registration.name-missing')]),
    ...(isName(givenName) ? [] : [faultAt('prenom', 'registration.given-name-missing')]),
    ...('fault' in mobile ? [mobile.fault] : []),
  ];
  if (faults.length > 0 || 'fault' in mobile) return { faults };
  return { sn, givenName, mobile: mobile.number };
}

function isName(text: string): boolean {
  return text !== '' && text.length <= longestName;
}
