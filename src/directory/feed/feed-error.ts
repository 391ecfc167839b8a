import { OperatorError } from '../../operator-error.js';

/** Why a feed cannot be imported at all: nothing of it was applied. */
export class FeedError extends OperatorError {}

/** A fault at a place of a file that makes the rest of it unreadable. */
export function faultAt(file: string, line: number, reason: string, cause?: unknown): FeedError {
  return new FeedError(`${file}, line ${line}: ${reason}`, { cause });
}
