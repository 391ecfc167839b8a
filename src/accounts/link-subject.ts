import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { MessageLanguage, Messages } from '../messaging/ports.js';
import type { AccountAct } from './audit-acts.js';
import type { Actor, AuditSink } from './audit-ports.js';
import type { ProviderSubject, SubjectLinks } from './guardian-ports.js';
import type { Account, AccountRepository } from './ports.js';

export interface LinkSubjectTools {
  subjects: Pick<SubjectLinks, 'link' | 'unlink'>;
  accounts: Pick<AccountRepository, 'findById'>;
  messages: Pick<Messages, 'queueMail'>;
  audit: AuditSink;
  clock: Clock;
}

interface Order {
  accountId: string;
  by: Actor;
  language: MessageLanguage;
}

/** The mail that tells of it comes late rather than never. */
const toldSeconds = 72 * 3600;

/**
 * Adds a FranceConnect identity to an account in use, and tells its owner.
 * @throws GatewayError `account_not_usable`; `franceconnect_taken` when either has another.
 */
export async function linkSubject(
  subject: ProviderSubject,
  order: Order,
  tools: LinkSubjectTools,
): Promise<void> {
  const account = await guardianInUse(order, tools);
  const at = tools.clock.now();
  const linked = await tools.subjects.link(subject, account.id, at);
  await note(order, { act: 'account.link-franceconnect', result: linked ? 'done' : 'refused' }, tools);
  if (!linked) throw new GatewayError('franceconnect_taken');
  await tellOwner(account, { template: 'franceconnect-linked', at, order }, tools);
}

/**
 * Takes the identity from the account, and tells its owner. The password stays as the way in, so there must be one.
 * @throws GatewayError `account_not_usable`, `franceconnect_only`.
 */
export async function unlinkSubject(order: Order, tools: LinkSubjectTools): Promise<void> {
  const account = await guardianInUse(order, tools);
  if (account.passwordHash === undefined) throw new GatewayError('franceconnect_only');
  if (!(await tools.subjects.unlink(account.id))) return;
  await note(order, { act: 'account.unlink-franceconnect', result: 'done' }, tools);
  await tellOwner(account, { template: 'franceconnect-unlinked', at: tools.clock.now(), order }, tools);
}

async function guardianInUse({ accountId }: Order, { accounts }: LinkSubjectTools): Promise<Account> {
  const account = await accounts.findById(accountId);
  if (account?.state !== 'ACTIF' || account.kind !== 'guardian') throw new GatewayError('account_not_usable');
  return account;
}

async function note(
  { by, accountId }: Order,
  { act, result }: { act: AccountAct; result: 'done' | 'refused' },
  { audit, clock }: LinkSubjectTools,
): Promise<void> {
  await audit.append([{ at: clock.now(), by, act, accountId, result }]);
}

async function tellOwner(
  { mail, person, language: own }: Account,
  what: { template: 'franceconnect-linked' | 'franceconnect-unlinked'; at: Date; order: Order },
  { messages }: LinkSubjectTools,
): Promise<void> {
  if (mail === undefined) return;
  const { template, at, order } = what;
  await messages.queueMail({
    ...{ template, to: mail, language: own ?? order.language },
    parameters: { givenName: person.givenName, at: at.toISOString() },
    expiresAt: new Date(at.getTime() + toldSeconds * 1000),
  });
}
