import { Option, type Command } from 'commander';
import type { CliContext } from './context.js';
import type { ImportOptions } from './import-paths.js';
import { addImportRecordCommands } from './import-record-commands.js';

/** `gateway import FILES|FOLDER...`, `gateway import runs | show`. */
export function addImportCommand(program: Command, context: CliContext): void {
  const command = program
    .command('import')
    .description("bring in schools' records: AAF, SIECLE, ONDE, CSV; files, folders, .tgz or .zip")
    .argument('<path...>', 'files, folders or archives of one export')
    .option('--dry-run', 'say what would be done, and do nothing')
    .addOption(
      new Option('--format <format>', 'when the files leave a doubt').choices([
        'aaf',
        'siecle',
        'onde',
        'csv',
      ]),
    )
    .option('--json', 'the report as JSON')
    .option('--allow-departures <uai...>', 'schools where more than 10 % may vanish; "all" for every school')
    .option('--school <uai>', 'the school of files that do not name it (ONDE)')
    .option('--academy <code>', 'academy code, for an AAF feed whose schools do not name it')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 could not be done, 2 not understood, 3 stopped to ask about departures.',
    );
  command.action(async (paths: string[], options: ImportOptions) => {
    const { importPaths } = await import('./import-paths.js');
    await importPaths(context, paths, options);
  });
  addImportRecordCommands(command, context);
}
