import type { AccountStore } from './account-store-ports.js';
import type { Actor } from './audit-ports.js';
import { resumeMerge, type MergeTools } from './merge-accounts.js';

export interface FinishMergesTools extends Omit<MergeTools, 'messages' | 'accounts'> {
  accounts: MergeTools['accounts'] & Pick<AccountStore, 'absorbing'>;
}

const atOnce = 100;

/** Ends the merges that were broken off; gives their number. */
export async function finishMerges(
  by: Actor,
  tools: FinishMergesTools,
  signal: AbortSignal,
): Promise<number> {
  let ended = 0;
  for (;;) {
    const targets = await tools.accounts.absorbing(atOnce);
    for (const target of targets) {
      signal.throwIfAborted();
      await resumeMerge(target, { by, language: target.language ?? 'fr' }, tools);
      ended += 1;
    }
    if (targets.length < atOnce) return ended;
  }
}
