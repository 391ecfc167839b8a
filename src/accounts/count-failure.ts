import type { Clock } from '../clock.js';
import { afterFailure, type LockRules } from './lock-out.js';
import type { AccountRepository } from './ports.js';
import { GatewayError } from '../errors.js';

interface CountFailureTools {
  accounts: Pick<AccountRepository, 'findById' | 'recordFailure'>;
  clock: Clock;
  lock: LockRules;
}

/** Times a failure is written again when another one was at the same moment, as in TryGate. */
const recordings = 200;

/** Counts a failure that was not a password, as a wrong password is (domain 6.3). @throws GatewayError `busy`. */
export async function countFailure(accountId: string, tools: CountFailureTools): Promise<void> {
  const { accounts, clock, lock } = tools;
  for (let attempt = 0; attempt < recordings; attempt += 1) {
    const account = await accounts.findById(accountId);
    if (account === undefined) return;
    if (await accounts.recordFailure(account, afterFailure(account.failures, clock.now(), lock))) return;
  }
  throw new GatewayError('busy', { detail: 'too many tries at one account at once' });
}
