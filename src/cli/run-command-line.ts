import { CommanderError } from 'commander';
import { ConfigError } from '../config.js';
import { GatewayError } from '../errors.js';
import { MetadataError } from '../federation/metadata-error.js';
import { SwitchError } from '../federation/switches.js';
import { CliError, createContext, type CliContext } from './context.js';
import { buildProgram } from './program.js';

/** Exit codes, as shells and scripts expect them. */
const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

/**
 * Runs one operator command; `words` are what stands after `gateway`.
 * @returns the exit code: 0 done, 1 could not be done, 2 not understood.
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
    return FAILED;
  }
}

/** What the operator reads: known errors say what to do, others show where they came from. */
function sentenceOf(error: unknown): string {
  const known = [CliError, ConfigError, MetadataError, SwitchError];
  if (known.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof GatewayError) {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return `${error.detail ?? error.entry.support}${cause}`;
  }
  if (error instanceof Error && 'code' in error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
