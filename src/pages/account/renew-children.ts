import type { AccountStore } from '../../accounts/account-store-ports.js';
import { loadSubject } from '../../accounts/subject.js';
import { GatewayError } from '../../errors.js';
import type { SignedIn } from '../../web/ports.js';
import type { Sessions } from '../../web/session.js';
import { renewSession } from './renew-session.js';
import type { Exchange } from './signed-in-person.js';

export interface RenewChildrenTools {
  sessions: Pick<Sessions, 'open' | 'end' | 'endOthers'>;
  accounts: Pick<AccountStore, 'findById' | 'findMany'>;
}

/**
 * The list of children changed: this browser goes on with the new one, and the other sessions of the account end, since portals
 * would be told the former one from them. @throws GatewayError `account_not_usable`.
 */
export async function renewChildren(
  tools: RenewChildrenTools,
  exchange: Exchange,
  user: SignedIn,
): Promise<void> {
  const account = await tools.accounts.findById(user.subject.accountId);
  if (account === undefined) throw new GatewayError('account_not_usable');
  const subject = await loadSubject(account, tools.accounts);
  await tools.sessions.endOthers(exchange.req, account.id);
  await renewSession(tools, exchange, { user: { ...user, subject }, account });
}
