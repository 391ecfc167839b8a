import { userInfo } from 'node:os';
import { AuditTrail } from '../accounts/audit-trail.js';
import type { StateTools } from '../accounts/change-state.js';
import type { Act, Actor, AuditFacts } from '../accounts/audit-ports.js';
import { systemClock } from '../clock.js';
import { deriveKey, loadSecrets } from '../storage/secrets.js';
import type { CliContext, Storage } from './context.js';

/** The operator at the keyboard, by the name of the system's user. */
export const operator: Actor = { name: userInfo().username, role: 'operator' };

/** The audit trail of the store, under the key of the installation. */
export async function openTrail(context: CliContext, storage: Storage): Promise<AuditTrail> {
  const { ineKey } = await loadSecrets(context.config);
  return new AuditTrail(storage.audit, deriveKey(ineKey, 'audit trail'));
}

/** What a command needs to move accounts along the table of states. */
export async function stateTools(
  context: CliContext,
  storage: Storage,
): Promise<StateTools & { audit: AuditTrail }> {
  const audit = await openTrail(context, storage);
  return { accounts: storage.accounts, sessions: storage.sessions, audit, clock: systemClock };
}

/** Records what an operator did. */
export async function recordAct(
  context: CliContext,
  storage: Storage,
  done: Act & Pick<AuditFacts, 'count' | 'detail'>,
): Promise<void> {
  const trail = await openTrail(context, storage);
  await trail.append([{ at: systemClock.now(), by: operator, result: 'done', ...done }]);
}
