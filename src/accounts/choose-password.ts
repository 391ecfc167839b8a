import { isCommonPassword } from './common-passwords.js';
import type { PasswordHasher } from './password.js';
import { passwordFaults, policyFor, type PasswordFault } from './password-policy.js';
import type { Account } from './ports.js';

export interface ChoosePasswordTools {
  hasher: Pick<PasswordHasher, 'hash' | 'verify'>;
  /** Setting EASY_PRIMARY_PASSWORDS. */
  easyPrimary: boolean;
}

/**
 * The hash of a password that the person chose, or all that is wrong with it (domain 5). The password it replaces is refused:
 * a provisional one was read by others.
 * @throws GatewayError `busy`.
 */
export async function choosePassword(
  password: string,
  account: Pick<Account, 'kind' | 'identifier' | 'person' | 'passwordHash'>,
  { hasher, easyPrimary }: ChoosePasswordTools,
): Promise<{ hash: string } | { faults: PasswordFault[] }> {
  const faults = passwordFaults(password, account, policyFor(account, easyPrimary));
  if (faults.length === 0 && (await isCommonPassword(password))) faults.push('common');
  if (faults.length > 0) return { faults };
  const same = account.passwordHash !== undefined && (await hasher.verify(account.passwordHash, password)).ok;
  return same ? { faults: ['provisional'] } : { hash: await hasher.hash(password) };
}
