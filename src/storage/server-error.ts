import { OperatorError } from '../operator-error.js';

/** What an operator reads of a server that fails, and `remedy`. It names the hosts alone: what stands before the `@` is a password, and the driver may quote it. */
export function serverError(uri: string, cause: unknown, remedy: string): OperatorError {
  const hosts = /^[^:]+:\/\/(?:.*@)?([^/?]*)/.exec(uri)?.[1] ?? '';
  const reason = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\/\/.*@/g, '//…@');
  return new OperatorError(`The MongoDB server ${hosts} cannot be used (${reason}). ${remedy}`, { cause });
}
