import type { Command } from 'commander';
import { systemClock } from '../clock.js';
import { createJobs } from '../jobs/create-jobs.js';
import type { Job, JobRun } from '../jobs/ports.js';
import { runJob } from '../jobs/run-job.js';
import { CliError, type CliContext, type Storage } from './context.js';
import { queueMessages } from './queue-messages.js';
import { stateTools } from './operator-acts.js';

/** `gateway jobs list | run`. */
export function addJobsCommands(program: Command, context: CliContext): void {
  const jobs = program.command('jobs').description('the work of the night');
  jobs
    .command('list')
    .description('every job, and what became of its last run')
    .action(() => context.withStorage((storage) => list(context, storage)));
  jobs
    .command('run <name>')
    .description('run one now, unless a process is at it')
    .action((name: string) => context.withStorage((storage) => run(name, context, storage)));
}

async function list(context: CliContext, storage: Storage): Promise<void> {
  for (const job of await jobsOf(context, storage)) {
    const last = await storage.jobRuns.last(job.name);
    context.out(`${job.name.padEnd(22)} ${job.about}`);
    context.out(`${''.padEnd(22)} ${last === undefined ? 'never run' : lineOf(last)}`);
  }
}

async function run(name: string, context: CliContext, storage: Storage): Promise<void> {
  const jobs = await jobsOf(context, storage);
  const job = jobs.find((one) => one.name === name);
  if (job === undefined) throw new CliError(`No job ${name}: ${jobs.map((one) => one.name).join(', ')}.`);
  const outcome = await runJob(job, { leases: storage.leases, runs: storage.jobRuns, clock: systemClock });
  if (outcome === undefined) return;
  if ('heldBy' in outcome) throw new CliError(`${name} is being run by ${outcome.heldBy}.`);
  if (outcome.failed) throw new CliError(lineOf(outcome));
  context.out(lineOf(outcome));
}

async function jobsOf(context: CliContext, storage: Storage): Promise<Job[]> {
  const tools = await stateTools(context, storage);
  const { accounts, connections, nameIds, releases, personKeys, reports, subjects } = storage;
  return createJobs({
    ...tools,
    accounts,
    connections,
    personKeys,
    subjects,
    messages: { queueMail: async (order) => (await queueMessages(context, storage)).queueMail(order) },
    traces: [nameIds, releases, personKeys, reports, subjects],
    config: context.config,
  });
}

function lineOf({ startedAt, finishedAt, by, result, failed }: JobRun): string {
  const seconds = ((finishedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1);
  return `${startedAt.toISOString()}, ${seconds} s, by ${by}: ${failed ? 'failed ' : ''}${result}`;
}
