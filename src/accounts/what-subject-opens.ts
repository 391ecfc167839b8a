import type { Clock } from '../clock.js';
import type { ErrorCode } from '../errors.js';
import { stateAt, whatPasswordOpens } from './account-states.js';
import type { ProviderSubject, SubjectLinks } from './guardian-ports.js';
import type { Account, AccountRepository, AccountState } from './ports.js';

/** What an identity of FranceConnect opens here. */
export type SubjectOpens =
  | { opens: 'session' | 'mail-wait'; account: Account }
  /** Nobody has it, or the school gave the account new credentials: the steps of the first time (domain 7.3). */
  | { opens: 'activation' }
  | { opens: 'nothing'; refusal: ErrorCode };

export interface SubjectTools {
  subjects: Pick<SubjectLinks, 'accountIdOf'>;
  accounts: Pick<AccountRepository, 'findById'>;
  clock: Clock;
}

/** States from which FranceConnect activates an account, as it does the first time. */
const beforeActivation: ReadonlySet<AccountState> = new Set(['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE']);

/** A known identity signs in to an account in use; any other state is refused in the words that its password would be. */
export async function whatSubjectOpens(subject: ProviderSubject, tools: SubjectTools): Promise<SubjectOpens> {
  const now = tools.clock.now();
  const accountId = await tools.subjects.accountIdOf(subject);
  const account = accountId === undefined ? undefined : await tools.accounts.findById(accountId);
  if (account === undefined) return { opens: 'activation' };
  if (account.kind !== 'guardian') return { opens: 'nothing', refusal: 'account_not_usable' };
  if (beforeActivation.has(stateAt(account, now))) return { opens: 'activation' };
  const opens = whatPasswordOpens(account, now);
  if (opens === 'session' || opens === 'mail-wait') return { opens, account };
  return { opens: 'nothing', refusal: typeof opens === 'object' ? opens.refusal : 'account_not_usable' };
}
