import type { Document } from '../bson/codec.js';
import { asCommandError, CommandError } from '../command-error.js';
import type { OrderedStore } from '../engine/ordered-store.js';

/**
 * Runs the statements of one write command, each undone alone when it fails; ordered, the first failure ends them.
 * Answers `writeErrors`. A fault of the store itself, such as a full disk, fails the whole command.
 */
export function runStatements<T>(
  store: OrderedStore,
  statements: readonly T[],
  { ordered, run }: { ordered: boolean; run: (statement: T, index: number) => void },
): Document[] {
  const writeErrors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      store.attempt(() => run(statement, index));
    } catch (error) {
      if (!(error instanceof CommandError) || error.codeName === 'OutOfDiskSpace')
        throw asCommandError(error);
      writeErrors.push(error.toWriteError(index));
      if (ordered) break;
    }
  }
  return writeErrors;
}
