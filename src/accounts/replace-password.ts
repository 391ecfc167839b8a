import type { Clock } from '../clock.js';
import type { MessageLanguage, Messages } from '../messaging/ports.js';
import type { AccountAct } from './audit-acts.js';
import type { Actor, AuditSink } from './audit-ports.js';
import { noFailures } from './lock-out.js';
import type { AccountStore } from './account-store-ports.js';
import type { Account, SessionEnder } from './ports.js';
import { updateAccount } from './update-account.js';

export interface ReplacePasswordTools {
  accounts: Pick<AccountStore, 'findById' | 'apply'>;
  sessions: SessionEnder;
  messages: Pick<Messages, 'queueMail'>;
  audit: AuditSink;
  clock: Clock;
}

export interface ReplacePasswordOrder {
  accountId: string;
  passwordHash: string;
  /** Asked of the account as it is stored when the password is written. */
  allows: (account: Account) => boolean;
  act: AccountAct;
  by: Actor;
  language: MessageLanguage;
}

/** The mail that tells of it comes late rather than never. */
const toldSeconds = 72 * 3600;

/**
 * Writes the new hash, ends every session of the account, and tells the owner at the confirmed address (security R07).
 * Undefined, and nothing was done: `allows` said no, or the account is gone. @throws GatewayError `busy`.
 */
export async function replacePassword(
  order: ReplacePasswordOrder,
  tools: ReplacePasswordTools,
): Promise<Account | undefined> {
  const { accounts, sessions, audit, clock } = tools;
  const { accountId, passwordHash, allows, act, by, language } = order;
  const at = clock.now();
  const change = { passwordHash, failures: noFailures, changedAt: at };
  const before = await updateAccount(accountId, (stored) => (allows(stored) ? change : undefined), accounts);
  if (before === undefined) return undefined;
  await sessions.removeOfAccount(accountId);
  await audit.append([{ at, by, act, accountId, result: 'done' }]);
  await tellOwner(before, { at, language }, tools);
  return before;
}

async function tellOwner(
  { mail, person, language: own }: Account,
  { at, language }: { at: Date; language: MessageLanguage },
  { messages }: Pick<ReplacePasswordTools, 'messages'>,
): Promise<void> {
  if (mail === undefined) return;
  await messages.queueMail({
    ...{ template: 'password-changed', to: mail, language: own ?? language },
    parameters: { givenName: person.givenName, at: at.toISOString() },
    expiresAt: new Date(at.getTime() + toldSeconds * 1000),
  });
}
