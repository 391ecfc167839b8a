import type { Command } from 'commander';
import { userInfo } from 'node:os';
import { enterPath, OperatorAccess } from '../accounts/operator-access.js';
import { systemClock } from '../clock.js';
import { systemRandom } from '../random.js';
import { linkAddress } from '../web/link-token.js';
import { CliError, type CliContext, type Storage } from './context.js';
import { openTrail, operator } from './operator-acts.js';

/** `gateway operator link | end-sessions`: who may run commands on the machine is an operator; no password says so. */
export function addOperatorCommands(program: Command, context: CliContext): void {
  const command = program.command('operator').description('let operators into their pages (/operateur)');
  command
    .command('link')
    .description('print an address that opens the pages for operators once, within 15 minutes')
    .option('--name <name>', 'name for the audit trail and the record of imports', userInfo().username)
    .action(({ name }: { name: string }) =>
      context.withStorage(async (storage) => {
        if (!context.config.OPERATOR_PAGES)
          throw new CliError('OPERATOR_PAGES=off: the pages for operators are closed.');
        const access = await openAccess(context, storage);
        const { token } = await access.makeLink(readName(name));
        context.out(linkAddress(context.config.BASE_URL, enterPath, token));
        context.warn('It works once, within 15 minutes, and opens the pages for an hour.');
      }),
    );
  command
    .command('end-sessions')
    .description('end the sessions of all operators, and make the addresses that wait void')
    .action(() =>
      context.withStorage(async (storage) => {
        const count = await (await openAccess(context, storage)).endAll(operator);
        context.out(`${count} sessions of operators were ended.`);
      }),
    );
}

async function openAccess(context: CliContext, storage: Storage): Promise<OperatorAccess> {
  const { operatorLinks: links, operatorSessions: sessions } = storage;
  const audit = await openTrail(context, storage);
  return new OperatorAccess({ links, sessions, audit, clock: systemClock, random: systemRandom });
}

function readName(given: string): string {
  const name = given.trim();
  if (name === '' || name.length > 60 || /\p{Cc}/u.test(name))
    throw new CliError('--name: 1 to 60 characters, none of them a control character');
  return name;
}
