import { choosePassword, type ChoosePasswordTools } from '../../accounts/choose-password.js';
import { isAcceptableLength } from '../../accounts/password.js';
import { policyFor, type PasswordFault } from '../../accounts/password-policy.js';
import type { Account } from '../../accounts/ports.js';
import type { Config } from '../../config.js';
import type { Form } from '../../web/read-form.js';
import { passwordCriteria } from '../activation/password-criteria.js';
import { faultAt, type FormFault } from './form-faults.js';

export interface NewPasswordTools {
  hasher: ChoosePasswordTools['hasher'];
  config: Pick<Config, 'EASY_PRIMARY_PASSWORDS'>;
}

/** The hash of the password that `layouts/new-password` brings twice, or what is wrong with it. @throws GatewayError `busy`. */
export async function chooseNewPassword(
  { nouveau = '', encore = '' }: Form,
  account: Account,
  { hasher, config }: NewPasswordTools,
): Promise<{ hash: string } | { faults: FormFault[] }> {
  if (nouveau === '') return { faults: [faultAt('nouveau', 'password.missing')] };
  if (nouveau.normalize('NFKC') !== encore.normalize('NFKC'))
    return { faults: [faultAt('encore', 'password.differ')] };
  if (!isAcceptableLength(nouveau)) return { faults: [faultAt('nouveau', 'password.fault-too-long')] };
  const chosen = await choosePassword(nouveau, account, {
    hasher,
    easyPrimary: config.EASY_PRIMARY_PASSWORDS,
  });
  if ('hash' in chosen) return chosen;
  return { faults: chosen.faults.map((fault) => faultAt('nouveau', textOf(fault))) };
}

/** Here the password it replaces is the person's own. */
function textOf(fault: PasswordFault): string {
  return fault === 'provisional' ? 'change-password.same' : `password.fault-${fault}`;
}

/** What `layouts/new-password` needs, and the scripts that tell which criteria are met while the person types. */
export function showCriteria(account: Pick<Account, 'kind' | 'person'>, { config }: NewPasswordTools) {
  const policy = policyFor(account, config.EASY_PRIMARY_PASSWORDS);
  const script = ['reveal-password.js', 'choose-password.js'] as const;
  return { policy, criteria: passwordCriteria(policy), script };
}
