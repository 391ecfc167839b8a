import { CommanderError } from 'commander';
import { sentenceOf } from '../sentence-of.js';
import { CliError, createContext, type CliContext } from './context.js';
import { buildProgram } from './program.js';

/** Exit codes, as shells and scripts expect them. */
const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

/**
 * Runs one operator command; `words` are what stands after `gateway`.
 * @returns the exit code: 0 done, 1 could not be done, 2 not understood; others are those of the command.
 */
export async function runCommandLine(
  words: readonly string[],
  context: CliContext = createContext(),
): Promise<number> {
  try {
    await buildProgram(context).parseAsync([...words], { from: 'user' });
    return DONE;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : MISUSED;
    context.warn(sentenceOf(error));
    return error instanceof CliError ? error.exitCode : FAILED;
  }
}
