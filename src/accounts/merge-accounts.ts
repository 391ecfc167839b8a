import { GatewayError, isGatewayError } from '../errors.js';
import type { PersonKeyStore } from '../directory/ports.js';
import type { MessageLanguage, Messages } from '../messaging/ports.js';
import type { AccountStore } from './account-store-ports.js';
import type { Actor } from './audit-ports.js';
import { changeState, TransitionRefusedError, type StateTools } from './change-state.js';
import type { SubjectMover } from './guardian-ports.js';
import { joinPersons } from './join-persons.js';
import type { Account, AccountChange } from './ports.js';
import { updateAccount } from './update-account.js';

export interface MergeTools extends StateTools {
  accounts: Pick<AccountStore, 'findById' | 'apply'>;
  personKeys: Pick<PersonKeyStore, 'moveAccount'>;
  subjects: SubjectMover;
  messages: Pick<Messages, 'queueMail'>;
}

export interface MergeOrder {
  /** The account whose person is joined to the other's, and which is no longer used. */
  sourceId: string;
  /** The account that stays: of whoever is signed in. */
  targetId: string;
  by: Actor;
  language: MessageLanguage;
}

/** The mail that tells of it comes late rather than never. */
const toldSeconds = 72 * 3600;

/**
 * The source of a merge that is done and of which its owner was told: nothing of the person is left in it but the way to the
 * account that stays.
 */
const emptied: AccountChange = {
  mail: undefined,
  mailOwner: undefined,
  person: { sn: '', givenName: '', schools: [], childIds: [] },
  contact: undefined,
  searchName: undefined,
  hiddenChildIds: undefined,
};

/**
 * Makes one account of two of the same guardian (domain 9). The target is marked first (`absorbing`), then one conditional
 * update makes the source FUSIONNE: of two merges of one source, or of two accounts into each other, one alone goes on. Every
 * later step can be run again; a merge broken off is found by the mark, and ended by the next call or the work of the night.
 * @throws GatewayError `merge_refused` when one of the two became unusable meanwhile, `busy`.
 */
export async function mergeAccounts(order: MergeOrder, tools: MergeTools): Promise<void> {
  const [source, target] = await Promise.all(
    [order.sourceId, order.targetId].map((id) => tools.accounts.findById(id)),
  );
  if (isMerged(source, order.targetId) && target?.absorbing !== order.sourceId) return;
  await mark(order, tools);
  await retire(order, tools);
  await finishMerge(order, tools);
}

/** Ends a merge that was broken off after its target was marked; before the source was FUSIONNE there is nothing to end. */
export async function resumeMerge(
  target: Account,
  terms: Pick<MergeOrder, 'by' | 'language'>,
  tools: MergeTools,
): Promise<void> {
  if (target.absorbing === undefined) return;
  const order = { ...terms, sourceId: target.absorbing, targetId: target.id };
  const source = await tools.accounts.findById(order.sourceId);
  if (isMerged(source, target.id)) await finishMerge(order, tools);
  else await unmark(order, tools);
}

async function mark(order: MergeOrder, tools: MergeTools): Promise<void> {
  const { sourceId, targetId } = order;
  const target = await tools.accounts.findById(targetId);
  if (target?.absorbing !== undefined && target.absorbing !== sourceId)
    await resumeMerge(target, order, tools);
  const decide = (account: Account): AccountChange | undefined => {
    if (account.state !== 'ACTIF' || account.kind !== 'guardian' || account.id === sourceId)
      throw new GatewayError('merge_refused');
    if (account.absorbing === sourceId) return undefined;
    if (account.absorbing !== undefined) throw new GatewayError('busy');
    return { absorbing: sourceId };
  };
  await updateAccount(targetId, decide, tools.accounts);
}

async function unmark({ sourceId, targetId }: MergeOrder, { accounts }: MergeTools): Promise<void> {
  const decide = ({ absorbing }: Account): AccountChange | undefined =>
    absorbing === sourceId ? { absorbing: undefined } : undefined;
  await updateAccount(targetId, decide, accounts);
}

async function retire(order: MergeOrder, tools: MergeTools): Promise<void> {
  const { sourceId, targetId, by } = order;
  const source = await tools.accounts.findById(sourceId);
  if (isMerged(source, targetId)) return;
  try {
    if (source === undefined) throw new GatewayError('merge_refused');
    await changeState(source, 'merge', { by, mergedInto: targetId }, tools);
  } catch (error) {
    const isRefused = error instanceof TransitionRefusedError;
    if (!isRefused && !isGatewayError(error, 'merge_refused')) throw error;
    if (isMerged(await tools.accounts.findById(sourceId), targetId)) return;
    await unmark(order, tools);
    throw isRefused ? new GatewayError('merge_refused', { detail: error.refusal }) : error;
  }
}

function isMerged(source: Account | undefined, targetId: string): boolean {
  return source?.state === 'FUSIONNE' && source.mergedInto === targetId;
}

async function finishMerge(order: MergeOrder, tools: MergeTools): Promise<void> {
  const { sourceId, targetId } = order;
  const { accounts, sessions, personKeys, subjects, audit, clock } = tools;
  await sessions.removeOfAccount(sourceId);
  const source = await accounts.findById(sourceId);
  if (source === undefined) throw new GatewayError('merge_refused');
  const join = (target: Account): AccountChange | undefined => joinPersons(target, source);
  await updateAccount(targetId, join, accounts);
  await personKeys.moveAccount(sourceId, targetId);
  // An import may have written the person it had read before; from here on its keys lead to the target.
  await updateAccount(targetId, join, accounts);
  if (!(await subjects.move(sourceId, targetId))) await subjects.unlink(sourceId);
  await tellOwner(source, order, tools);
  await updateAccount(sourceId, ({ person }) => (person.sn === '' ? undefined : emptied), accounts);
  const target = await accounts.findById(targetId);
  const entry = { at: clock.now(), by: order.by, act: 'account.absorb', accountId: targetId } as const;
  if (target?.absorbing === sourceId)
    await audit.append([{ ...entry, result: 'done', detail: `account ${sourceId}` }]);
  await unmark(order, tools);
}

/**
 * The owner is told at both addresses, before the source forgets its own: whoever ends a merge that was broken off tells again,
 * and the outbox keeps the first of two mails with one id.
 */
async function tellOwner(
  source: Account,
  { targetId, language }: MergeOrder,
  { accounts, messages, clock }: MergeTools,
): Promise<void> {
  const target = await accounts.findById(targetId);
  if (target === undefined) return;
  const { identifier, person } = target;
  const at = source.changedAt ?? clock.now();
  const told = { kept: target.mail, former: source.mail === target.mail ? undefined : source.mail };
  for (const [which, to] of Object.entries(told)) {
    if (to === undefined) continue;
    await messages.queueMail({
      ...{ template: 'accounts-merged', to, language: target.language ?? language },
      id: `merge-${which}-${source.id}`.slice(0, 64),
      parameters: { givenName: person.givenName, identifier, at: at.toISOString() },
      expiresAt: new Date(clock.now().getTime() + toldSeconds * 1000),
    });
  }
}
