import type { Account } from '../accounts/ports.js';
import { CliError, type CliContext, type Storage } from './context.js';

/** Does `work` on the account of `identifier`, or of that id: a deleted account has no identifier. @throws CliError when there is none. */
export async function withAccount(
  context: CliContext,
  identifier: string,
  work: (account: Account, storage: Storage) => Promise<void>,
): Promise<void> {
  await context.withStorage(async (storage) => {
    const { accounts } = storage;
    const account = (await accounts.findByIdentifier(identifier)) ?? (await accounts.findById(identifier));
    if (account === undefined) throw new CliError(`No account has the identifier ${identifier}.`);
    await work(account, storage);
  });
}
