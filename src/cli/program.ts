import { Command } from 'commander';
import { addAccountCommands } from './account-commands.js';
import { addAuditCommands } from './audit-commands.js';
import type { CliContext } from './context.js';
import { addDemoDataCommand } from './demo-data-command.js';
import { addImportCommand } from './import-command.js';
import { addJobsCommands } from './jobs-commands.js';
import { addKeyCommands } from './key-commands.js';
import { addMessageCommands } from './message-commands.js';
import { addNotifyCommand } from './notify-command.js';
import { addReportCommands } from './report-commands.js';
import { addOperatorCommands } from './operator-commands.js';
import { addServiceProviderCommands } from './sp-commands.js';
import { addSettingsCommand } from './settings-command.js';
import { addStoreCommands } from './store-commands.js';

/** The command `gateway` with all its sub-commands. Errors are thrown, never end the process. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('gateway')
    .description('Operates the gateway: the same settings as the server, also while it runs.')
    .configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      writeErr: (text) => context.warn(text.trimEnd()),
    })
    .showHelpAfterError('(gateway help shows the commands)')
    .exitOverride();
  addServiceProviderCommands(program, context);
  addAccountCommands(program, context);
  addAuditCommands(program, context);
  addNotifyCommand(program, context);
  addJobsCommands(program, context);
  addDemoDataCommand(program, context);
  addImportCommand(program, context);
  addKeyCommands(program, context);
  addMessageCommands(program, context);
  addReportCommands(program, context);
  addOperatorCommands(program, context);
  addStoreCommands(program, context);
  addSettingsCommand(program, context);
  return program;
}
