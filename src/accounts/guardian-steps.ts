import type { ActivationRecord, ActivationStep, OwnActivationPath } from './activation-ports.js';
import { attachedChildren } from './attached-children.js';
import { isWayLocked, type BirthDateTools } from './child-birth-dates.js';
import type { Account, AccountState } from './ports.js';

/** Which page follows which, for each way. */
export const stepsOf = {
  'self-registration': ['mobile', 'code', 'children', 'password', 'mail', 'sent'],
  franceconnect: ['mobile', 'code', 'children', 'mail', 'sent'],
} as const satisfies Record<OwnActivationPath, readonly ActivationStep[]>;

/** The step after `step`; after the last one, the last one. */
export function stepAfter(path: OwnActivationPath, step: ActivationStep): ActivationStep {
  const steps: readonly ActivationStep[] = stepsOf[path];
  return steps[steps.indexOf(step) + 1] ?? step;
}

/** Why the activation of somebody whose mobile was proved cannot go on; the page of each says what to do. */
export type Obstacle = 'already-active' | 'account-locked' | 'no-child' | 'way-locked' | 'gone';

/** From these states a guardian can activate the account. */
const open: ReadonlySet<AccountState> = new Set(['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE', 'EN_ATTENTE_MAIL']);

/** What stands in the way of that account, if anything does. Only who proved the mobile may be told. */
export async function obstacleOf(
  { step }: Pick<ActivationRecord, 'step'>,
  account: Account | undefined,
  tools: Pick<BirthDateTools, 'accounts' | 'dateTries' | 'clock'>,
): Promise<Obstacle | undefined> {
  if (step === 'sent') return undefined;
  if (account?.state === 'ACTIF') return 'already-active';
  if (account?.state === 'VERROUILLE') return 'account-locked';
  if (account === undefined || !open.has(account.state)) return 'gone';
  if (step !== 'children') return undefined;
  if (await isWayLocked(account.id, tools)) return 'way-locked';
  return (await attachedChildren(account, tools.accounts)).length === 0 ? 'no-child' : undefined;
}
