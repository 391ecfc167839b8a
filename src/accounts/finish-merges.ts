import type { MessageLanguage } from '../messaging/ports.js';
import type { AccountStore } from './account-store-ports.js';
import type { Actor } from './audit-ports.js';
import { resumeMerge, type MergeTools } from './merge-accounts.js';

export interface FinishMergesTools extends MergeTools {
  accounts: MergeTools['accounts'] & Pick<AccountStore, 'absorbing'>;
  /** Of who chose none (LANGUAGE). */
  language: MessageLanguage;
}

const atOnce = 100;

/** Ends the merges that were broken off, and tells their owners as if they had not been; gives their number. */
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
      await resumeMerge(target, { by, language: tools.language }, tools);
      ended += 1;
    }
    if (targets.length < atOnce) return ended;
  }
}
