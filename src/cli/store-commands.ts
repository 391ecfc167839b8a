import type { Command } from 'commander';
import type { CliContext } from './context.js';
import { backUpStore, restoreStore, verifyStoreOrBackup } from './store-files.js';
import { showStore } from './store-info.js';
import { migrate, type MigrateOptions } from './store-migrate.js';

/** `gateway store …`: the life of the embedded store (src/storage/embedded/README.md, "For operators"). */
export function addStoreCommands(program: Command, context: CliContext): void {
  const store = program
    .command('store')
    .description('the embedded store in DATA_DIR: backup, restore, move to MongoDB');
  store
    .command('info')
    .description('what the store holds, how large it is, and who has it open')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => showStore(context, options.json === true));
  store
    .command('backup')
    .description('write the store as it is now into a new file, also while the gateway runs')
    .argument(
      '<file|folder>',
      'a file that does not exist, or a folder: then the file is named after the time',
    )
    .action((target: string) => backUpStore(context, target));
  store
    .command('restore')
    .description('make the store from a backup, where there is none')
    .argument('<backup>', 'a file that gateway store backup wrote')
    .option('--despite-faults', 'also when the store in the backup has faults')
    .action((file: string, options: { despiteFaults?: boolean }) =>
      restoreStore(context, file, options.despiteFaults === true),
    );
  store
    .command('verify')
    .description('read every document and every index entry; exit code 1 when something does not fit')
    .argument('[backup]', 'a backup instead of the store')
    .action((file?: string) => verifyStoreOrBackup(context, file));
  store
    .command('migrate')
    .description(
      'copy everything to a MongoDB server, or back; run again, it goes on where it was interrupted',
    )
    .option('--to <uri>', 'address of an empty database; - reads it from standard input')
    .option('--from <uri>', 'the way back, into an empty store; - reads the address from standard input')
    .action((options: MigrateOptions) => migrate(context, options));
}
