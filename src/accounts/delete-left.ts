import { move, TransitionRefusedError, type StateTools } from './change-state.js';
import type { Actor } from './audit-ports.js';
import type { AccountStore } from './account-store-ports.js';
import type { Account, AccountChange } from './ports.js';

/** What else remembers an account: persistent NameIDs, person keys, telephone numbers... Each can be asked again. */
export interface AccountTrace {
  removeOfAccount(accountId: string): Promise<unknown>;
}

export interface DeleteTools extends StateTools {
  accounts: Pick<AccountStore, 'findById' | 'apply' | 'leftBefore' | 'removeIdentifier'>;
  traces: readonly AccountTrace[];
}

const atOnce = 100;

/**
 * Deletes the personal data of who left before `until` (domain 15.1). In this order, so that a deletion broken off is found
 * and ended the next time: SUPPRIME without password and mail; sessions and traces; the identifier; at last the person and
 * `leftAt`, by which it would be found. The id and FrEduCtId stay, so that neither is ever given again.
 * @returns how many are deleted.
 */
export async function deleteLeft(
  until: Date,
  by: Actor,
  tools: DeleteTools,
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const some = await tools.accounts.leftBefore(until, atOnce);
    let progress = 0;
    for (const account of some) {
      signal.throwIfAborted();
      if (await deleteOne(account, until, by, tools)) progress += 1;
    }
    deleted += progress;
    if (progress === 0) return deleted;
  }
}

async function deleteOne(account: Account, until: Date, by: Actor, tools: DeleteTools): Promise<boolean> {
  const at = tools.clock.now();
  try {
    if (account.state !== 'SUPPRIME') await move(account, 'delete', { at, by, leftBefore: until }, tools);
  } catch (error) {
    if (error instanceof TransitionRefusedError) return false;
    throw error;
  }
  for (const trace of [tools.sessions, ...tools.traces]) await trace.removeOfAccount(account.id);
  if (account.identifier !== '') await tools.accounts.removeIdentifier(account.identifier, account.id);
  const present = await tools.accounts.findById(account.id);
  if (present?.state !== 'SUPPRIME' || !(await tools.accounts.apply(present, withoutPerson(at))))
    return false;
  await tools.audit.append([{ at, by, act: 'account.delete', accountId: account.id, result: 'done' }]);
  return true;
}

function withoutPerson(at: Date): AccountChange {
  return {
    identifier: '',
    person: { sn: '', givenName: '', schools: [], childIds: [] },
    lastSignInAt: undefined,
    notifiedAt: undefined,
    activatedAt: undefined,
    expiresAt: undefined,
    leftAt: undefined,
    deletedAt: at,
  };
}
