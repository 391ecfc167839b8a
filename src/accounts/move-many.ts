import { changeOf } from './account-change.js';
import { findTransition, type EventFacts } from './account-states.js';
import type { AuditSink } from './audit-ports.js';
import type { AccountStore, ManySessionsEnder } from './account-store-ports.js';
import type { Account, AccountChange } from './ports.js';

export interface MoveManyTools {
  accounts: Pick<AccountStore, 'findMany' | 'applyMany'>;
  sessions: ManySessionsEnder;
  audit: AuditSink;
}

/** How often accounts that change meanwhile are read again. */
const tries = 20;

/**
 * Moves many accounts along the table of domain 4, as records say that persons left or came back: those for whom it has no such
 * transition stay as they are. A few commands for all of them, then the end of the sessions of who is SORTI, then one line of
 * the audit trail each. A call broken off can be made again.
 * @returns the ids of those moved. @throws Error when some are changed all the time.
 */
export async function moveMany(
  ids: readonly string[],
  event: 'leave' | 'return',
  { facts, detail }: { facts: EventFacts; detail: string },
  { accounts, sessions, audit }: MoveManyTools,
): Promise<string[]> {
  const moved = new Set<string>();
  let pending = ids;
  for (let count = 0; count < tries && pending.length > 0; count += 1) {
    const seen = await accounts.findMany(pending);
    const changes = seen.flatMap((account) => changeFor(account, event, facts));
    const isWhole = (await accounts.applyMany(changes)) === changes.length;
    // Of some that somebody else changed in between: the next reading shows which.
    if (isWhole) for (const { id } of changes) moved.add(id);
    for (const { id, state, changedAt } of count > 0 ? seen : []) {
      const isOurs =
        (state === 'SORTI') === (event === 'leave') && changedAt?.getTime() === facts.at.getTime();
      if (isOurs) moved.add(id);
    }
    pending = isWhole ? [] : changes.map(({ id }) => id);
  }
  if (pending.length > 0) throw new Error(`${pending.length} accounts are changed all the time`);
  if (event === 'leave' && ids.length > 0) await sessions.removeOfAccounts(ids);
  const entry = { at: facts.at, by: facts.by, act: `account.${event}`, result: 'done', detail } as const;
  if (moved.size > 0) await audit.append([...moved].map((accountId) => ({ ...entry, accountId })));
  return [...moved];
}

function changeFor(
  account: Account,
  event: 'leave' | 'return',
  facts: EventFacts,
): { id: string; version: number; change: AccountChange }[] {
  const transition = findTransition(account, event, facts);
  if ('refusal' in transition) return [];
  return [{ id: account.id, version: account.version, change: changeOf(account, transition, facts) }];
}
