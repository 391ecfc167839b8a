import { CliError, type CliContext } from './context.js';

/** What `--help` says of every password. */
export const passwordAdvice = '"-" reads it from standard input, out of sight of ps and of the history';

/**
 * The password of a command: as given, or one line of standard input for `-` or nothing.
 * @throws CliError when standard input ends before a line.
 */
export async function readPassword(given: string | undefined, context: CliContext): Promise<string> {
  if (given !== undefined && given !== '-') return given;
  const line = await context.readLine();
  if (line === undefined) throw new CliError('password: nothing came on standard input');
  return line;
}
