import { OperatorError } from '../../../operator-error.js';
import { StoreLockedError, takeStoreLock } from '../store-lock.js';

/**
 * Keeps a second process from the same work; gives back how to let go.
 * @throws OperatorError saying which process does it: `work` ends the sentence that begins with the process.
 */
export function holdWork(lock: string, work: string): () => void {
  try {
    return takeStoreLock(lock);
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error;
    throw new OperatorError(`Process ${error.pid} ${work} already: wait until it has ended.`, {
      cause: error,
    });
  }
}
