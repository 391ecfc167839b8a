import type { AccountStore } from './account-store-ports.js';
import type { AccountAct } from './audit-acts.js';
import type { Actor, AuditSink } from './audit-ports.js';
import type { Clock } from '../clock.js';
import { declaredChildren, isShown, wrongLinks } from './guardian-children.js';
import type { ReportSink } from './guardian-ports.js';
import type { AccountChange } from './ports.js';
import { updateAccount } from './update-account.js';

export interface ReportChildTools {
  accounts: Pick<AccountStore, 'findById' | 'findMany' | 'apply'>;
  reports: ReportSink;
  audit: AuditSink;
  clock: Clock;
}

/**
 * « Ce n'est pas mon enfant » (domain 9): the child's schools are told, and the child is no longer shown nor named to portals;
 * the link stays. False: no such child of the guardian is shown.
 */
export async function reportChild(
  guardianId: string,
  childId: string,
  by: Actor,
  tools: ReportChildTools,
): Promise<boolean> {
  const account = await tools.accounts.findById(guardianId);
  if (account?.kind !== 'guardian' || !isShown(account, childId)) return false;
  const children = await declaredChildren(account, tools.accounts);
  const reported = children.filter(({ id }) => id === childId);
  if (reported.length === 0) return false;
  await tools.reports.file(wrongLinks(account, reported, tools.clock.now()));
  const hide = ({ hiddenChildIds = [] }: typeof account): AccountChange | undefined =>
    hiddenChildIds.includes(childId) ? undefined : { hiddenChildIds: [...hiddenChildIds, childId] };
  await updateAccount(guardianId, hide, tools.accounts);
  await audit('account.report-child', { guardianId, childId, by }, tools);
  return true;
}

/** The guardian ticked the wrong child: shown again. The school sees the report until it closes it. False: it was not hidden. */
export async function showChildAgain(
  guardianId: string,
  childId: string,
  by: Actor,
  tools: Omit<ReportChildTools, 'reports'>,
): Promise<boolean> {
  const show = ({
    hiddenChildIds = [],
  }: {
    hiddenChildIds?: readonly string[];
  }): AccountChange | undefined =>
    hiddenChildIds.includes(childId)
      ? { hiddenChildIds: hiddenChildIds.filter((id) => id !== childId) }
      : undefined;
  if ((await updateAccount(guardianId, show, tools.accounts)) === undefined) return false;
  await audit('account.show-child', { guardianId, childId, by }, tools);
  return true;
}

function audit(
  act: AccountAct,
  { guardianId, childId, by }: { guardianId: string; childId: string; by: Actor },
  { audit: sink, clock }: Pick<ReportChildTools, 'audit' | 'clock'>,
): Promise<void> {
  const detail = `child ${childId}`;
  return sink.append([{ at: clock.now(), by, act, accountId: guardianId, result: 'done', detail }]);
}
