import type { Command } from 'commander';
import { changeState } from '../accounts/change-state.js';
import type { Account } from '../accounts/ports.js';
import { CliError, type CliContext, type Storage } from './context.js';
import { operator, recordAct, stateTools } from './operator-acts.js';
import { withAccount } from './with-account.js';

/** `gateway account lock | unlock`, along the table of states. */
export function addLockCommands(account: Command, context: CliContext): void {
  account
    .command('lock <identifier>')
    .description('stop sign-in and end the sessions, until unlocked (state VERROUILLE)')
    .action((identifier: string) =>
      withAccount(context, identifier, (found, storage) => lock(found, { context, storage })),
    );
  account
    .command('unlock <identifier>')
    .description('give back the state from before the lock, and forget wrong passwords')
    .action((identifier: string) =>
      withAccount(context, identifier, (found, storage) => unlock(found, { context, storage })),
    );
}

interface Place {
  context: CliContext;
  storage: Storage;
}

/** Of a locked account the sessions are ended again: a command broken off is finished by the next. */
async function lock(account: Account, { context, storage }: Place): Promise<void> {
  if (account.state === 'VERROUILLE') {
    const ended = await storage.sessions.removeOfAccount(account.id);
    return context.out(`Was locked already; ${ended} sessions ended.`);
  }
  const { sessionsEnded } = await changeState(
    account,
    'lock',
    { by: operator },
    await stateTools(context, storage),
  );
  context.out(`Locked; ${sessionsEnded} sessions ended.`);
}

/** An account that locked itself by wrong passwords has no state of its own for that (domain 4.5). */
async function unlock(account: Account, { context, storage }: Place): Promise<void> {
  if (account.state === 'VERROUILLE') {
    await changeState(account, 'unlock', { by: operator }, await stateTools(context, storage));
    return context.out('Unlocked.');
  }
  if (!['ACTIF', 'NOTIFIE', 'EN_ATTENTE_MAIL'].includes(account.state))
    throw new CliError(`The account is ${account.state}, not locked.`);
  if (!(await storage.accounts.forgiveFailures(account)))
    throw new CliError('The account changed meanwhile: run the command again.');
  await recordAct(context, storage, { act: 'account.forget-failures', accountId: account.id });
  context.out('Unlocked.');
}
