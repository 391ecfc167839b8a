import type { Command } from 'commander';
import { Option } from 'commander';
import type { CliContext } from './context.js';
import type { NotifyOptions } from './notify.js';

/** `gateway notify`: provisional passwords, and the letters that bring them. */
export function addNotifyCommand(program: Command, context: CliContext): void {
  program
    .command('notify')
    .description(
      'give provisional passwords and make the letters; former letters of the same persons become void',
    )
    .requiredOption('--school <UAI>', 'the school')
    .option('--class <name>', 'only this class')
    .addOption(
      new Option('--kind <kind>', 'whose letters').choices(['pupils', 'guardians']).default('pupils'),
    )
    .option('--out <folder>', 'where the documents go', '.')
    .option(
      '--include-active <identifiers>',
      'accounts in use or locked to notify too, one by one, with commas between',
    )
    .option('--only-new', 'leave letters already handed out valid')
    .option('--labels', 'also labels, 10 a page')
    .option('--csv', 'also a CSV file')
    .option('--contact <text>', 'whom families ask at the school; its name when not given')
    .option('--yes', 'do not ask')
    .action(async (options: NotifyOptions) => {
      const { notify } = await import('./notify.js');
      await context.withStorage((storage) => notify(options, { context, storage }));
    });
}
