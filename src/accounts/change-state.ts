import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { OperatorError } from '../operator-error.js';
import { changeOf } from './account-change.js';
import { findTransition, type AccountEvent, type EventFacts } from './account-states.js';
import type { AuditEntry, AuditSink } from './audit-ports.js';
import type { AccountStore } from './account-store-ports.js';
import type { Account, SessionEnder } from './ports.js';

/** A transition that the table of domain 4 does not have. */
export class TransitionRefusedError extends OperatorError {
  constructor(
    readonly event: AccountEvent,
    readonly identifier: string,
    readonly refusal: string,
  ) {
    super(`${event} ${identifier}: ${refusal}.`);
  }
}

export interface StateTools {
  accounts: Pick<AccountStore, 'findById' | 'apply'>;
  sessions: SessionEnder;
  audit: AuditSink;
  clock: Clock;
}

/** Reads again when somebody else changed the account in between: a sign-in books each try in it. */
const tries = 50;

/** After these the person must show a password again. */
const endsSessions: ReadonlySet<AccountEvent> = new Set([
  'notify',
  'void-letter',
  'lock',
  'leave',
  'delete',
  'merge',
]);

/** The account as it is after a transition, and the sessions that ended. */
export interface Changed {
  before: Account;
  sessionsEnded: number;
}

/**
 * Moves an account along the table: one conditional document update, then the end of its sessions when the event asks for
 * it, then one line of the audit trail. A call broken off can be made again: `lock` of a locked account ends its sessions.
 * @throws TransitionRefusedError when the table has no such transition, which is audited too; GatewayError `busy`.
 */
export async function changeState(
  account: Account,
  event: AccountEvent,
  facts: Omit<EventFacts, 'at'>,
  tools: StateTools,
): Promise<Changed> {
  const whole = { ...facts, at: tools.clock.now() };
  const entry: AuditEntry = {
    at: whole.at,
    by: facts.by,
    act: `account.${event}` as const,
    accountId: account.id,
    result: 'done',
  };
  try {
    const before = await move(account, event, whole, tools);
    const sessionsEnded = endsSessions.has(event) ? await tools.sessions.removeOfAccount(account.id) : 0;
    await tools.audit.append([entry]);
    return { before, sessionsEnded };
  } catch (error) {
    if (error instanceof TransitionRefusedError) {
      await tools.audit.append([{ ...entry, result: 'refused', detail: error.refusal }]);
    }
    throw error;
  }
}

/** As changeState; false when the table refuses: a form sent twice is one transition. @throws GatewayError `busy`. */
export async function changeStateIfAllowed(...order: Parameters<typeof changeState>): Promise<boolean> {
  try {
    await changeState(...order);
    return true;
  } catch (error) {
    if (error instanceof TransitionRefusedError) return false;
    throw error;
  }
}

/**
 * The transition alone, for those who audit many at once and end sessions themselves. Gives the account as it was before.
 * @throws TransitionRefusedError; GatewayError `busy`.
 */
export async function move(
  account: Account,
  event: AccountEvent,
  facts: EventFacts,
  { accounts }: Pick<StateTools, 'accounts'>,
): Promise<Account> {
  let seen = account;
  for (let count = 0; count < tries; count += 1) {
    const transition = findTransition(seen, event, facts);
    if ('refusal' in transition) throw new TransitionRefusedError(event, seen.identifier, transition.refusal);
    if (await accounts.apply(seen, changeOf(seen, transition, facts))) return seen;
    const again = await accounts.findById(seen.id);
    if (again === undefined)
      throw new TransitionRefusedError(event, account.identifier, 'the account is gone');
    seen = again;
  }
  throw new GatewayError('busy', { detail: `${account.identifier} is changed all the time` });
}
