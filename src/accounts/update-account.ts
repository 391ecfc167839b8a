import { GatewayError } from '../errors.js';
import type { AccountStore } from './account-store-ports.js';
import type { Account, AccountChange } from './ports.js';

/** Reads again when somebody else changed the account in between: a sign-in books each try in it. */
const tries = 50;

/**
 * Writes what `decide` makes of the account as it is stored, in one conditional update; `decide` may be asked again, of the
 * account as it became. Gives the account as it was before; undefined: it is gone, or `decide` gave nothing.
 * @throws GatewayError `busy`, and what `decide` throws.
 */
export async function updateAccount(
  id: string,
  decide: (account: Account) => AccountChange | undefined,
  accounts: Pick<AccountStore, 'findById' | 'apply'>,
): Promise<Account | undefined> {
  for (let count = 0; count < tries; count += 1) {
    const account = await accounts.findById(id);
    const change = account === undefined ? undefined : decide(account);
    if (account === undefined || change === undefined) return undefined;
    if (await accounts.apply(account, change)) return account;
  }
  throw new GatewayError('busy', { detail: 'an account is changed all the time' });
}
