import type { Command } from 'commander';
import type { KeptReport } from '../accounts/report-ports.js';
import { systemClock } from '../clock.js';
import { CliError, type CliContext, type Storage } from './context.js';
import { operator, recordAct } from './operator-acts.js';
import { readCount } from './read-count.js';

interface ListOptions {
  uai: string;
  closed?: boolean;
  last: number;
  json?: boolean;
}

/** `gateway report list | close`. */
export function addReportCommands(program: Command, context: CliContext): void {
  const report = program.command('report').description('what guardians and the gateway report to schools');
  report
    .command('list')
    .description('the reports of a school that wait, the latest first')
    .requiredOption('--uai <UAI>', 'code of the school')
    .option('--closed', 'those that were closed instead')
    .option('--last <number>', 'how many', readCount, 100)
    .option('--json', 'as JSON, one report a line')
    .action((options: ListOptions) => list(context, options));
  report
    .command('close')
    .description('a report has been dealt with')
    .argument('<id>')
    .action((id: string) => close(context, id));
}

async function list(context: CliContext, { uai, closed = false, last, json }: ListOptions): Promise<void> {
  await context.withStorage(async (storage) => {
    const reports = await storage.reports.ofSchool(uai.toUpperCase(), { closed, most: last });
    if (json === true) return reports.forEach((report) => context.out(JSON.stringify(report)));
    const people = await peopleOf(reports, storage);
    for (const report of reports) context.out(lineOf(report, people));
  });
}

async function close(context: CliContext, id: string): Promise<void> {
  await context.withStorage(async (storage) => {
    const report = await storage.reports.find(id);
    if (report === undefined) throw new CliError(`No report has the id ${id}: gateway report list --uai UAI`);
    if (!(await storage.reports.close(id, { by: operator.name, at: systemClock.now() })))
      throw new CliError(`${id} was closed already.`);
    await recordAct(context, storage, {
      act: 'report.close',
      accountId: report.guardianId,
      detail: `${report.kind} ${id}`,
    });
    context.out(`${id} is closed.`);
  });
}

/** `identifier (First Name)` of everyone named, by account id. */
async function peopleOf(reports: readonly KeptReport[], storage: Storage): Promise<Map<string, string>> {
  const ids = reports.flatMap(({ guardianId, childId }) => [guardianId, childId ?? []].flat());
  const found = await storage.accounts.findMany([...new Set(ids)]);
  return new Map(
    found.map(({ id, identifier, person }) => [id, `${identifier} (${person.givenName} ${person.sn})`]),
  );
}

function lineOf(
  { id, at, kind, guardianId, childId, closedAt, closedBy }: KeptReport,
  people: ReadonlyMap<string, string>,
): string {
  const name = (accountId: string): string => people.get(accountId) ?? accountId;
  return [
    ...[id, at.toISOString(), kind, `guardian ${name(guardianId)}`],
    childId === undefined ? '' : `child ${name(childId)}`,
    closedAt === undefined ? '' : `closed ${closedAt.toISOString()} by ${closedBy ?? '?'}`,
  ]
    .filter(Boolean)
    .join('  ');
}
