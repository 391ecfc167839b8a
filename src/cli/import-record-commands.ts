import type { Command } from 'commander';
import type { ImportReport } from '../directory/import/import-report.js';
import { spellReport } from '../directory/import/spell-report.js';
import type { ImportRun } from '../directory/ports.js';
import { CliError, type CliContext } from './context.js';
import { describeReport } from './describe-report.js';

/** Runs listed. */
const listed = 50;

/** `gateway import runs | show`: what was imported, and what became of it. */
export function addImportRecordCommands(command: Command, context: CliContext): void {
  command
    .command('runs')
    .description(`list the last ${listed} imports`)
    .option('--json', 'as JSON')
    .action((_options: object, runs: Command) =>
      context.withStorage(async ({ importRuns }) => {
        const latest = await importRuns.latest(listed);
        if (wantsJson(runs)) context.out(JSON.stringify(latest, undefined, 2));
        else latest.map(lineOf).forEach(context.out);
      }),
    );
  command
    .command('show <id>')
    .description('show the report of an import')
    .option('--json', 'as JSON')
    .action((id: string, _options: object, show: Command) =>
      context.withStorage(async ({ importRuns }) => {
        const run = await importRuns.find(id);
        if (run === undefined)
          throw new CliError(`No import has the id ${id}: gateway import runs lists them.`);
        const report = run.report === undefined ? undefined : (JSON.parse(run.report) as ImportReport);
        if (wantsJson(show))
          context.out(JSON.stringify({ ...run, report: report && spellReport(report) }, undefined, 2));
        else
          [
            lineOf(run),
            ...(run.fault === undefined ? [] : [run.fault]),
            ...(report ? describeReport(report) : []),
          ].forEach(context.out);
      }),
    );
}

/** `gateway import` has an option of that name too, and takes it wherever it stands. */
function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json ?? false;
}

function lineOf({ id, startedAt, state, dryRun, by, sources }: ImportRun): string {
  const trial = dryRun ? ' (dry run)' : '';
  return `${id}  ${startedAt.toISOString().slice(0, 19)}Z  ${state}${trial}  ${by}  ${sources.join(' ')}`;
}
