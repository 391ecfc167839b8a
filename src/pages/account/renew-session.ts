import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { Account } from '../../accounts/ports.js';
import { GatewayError } from '../../errors.js';
import type { SignedIn } from '../../web/ports.js';
import type { Sessions } from '../../web/session.js';
import type { Exchange } from './signed-in-person.js';

export interface RenewTools {
  sessions: Pick<Sessions, 'open' | 'end'>;
  accounts: Pick<AccountStore, 'findById'>;
}

/**
 * Gives the browser a session with a new id. `account` is as it was when the password was proved: whoever changes it after
 * that ends the new session too, either by seeing it or by being seen here (security L08).
 * @throws GatewayError `account_not_usable`, the session being gone.
 */
export async function renewSession(
  { sessions, accounts }: RenewTools,
  { req, res }: Exchange,
  { user, account }: { user: SignedIn; account: Pick<Account, 'id' | 'passwordHash'> },
): Promise<void> {
  await sessions.open(req, res, user);
  const now = await accounts.findById(account.id);
  if (now?.state === 'ACTIF' && now.passwordHash === account.passwordHash) return;
  await sessions.end(req, res);
  throw new GatewayError('account_not_usable');
}
