import type { Clock } from '../clock.js';
import { processName, withLease, type LeaseStore } from '../lease.js';
import type { Job, JobRun, JobRunStore } from './ports.js';

export interface JobTools {
  leases: LeaseStore;
  runs: JobRunStore;
  clock: Clock;
  /** Another name than that of this process: for tests. */
  holder?: string;
}

/**
 * Runs a job in this process alone, and remembers what became of it. `isDue` is asked once the lease is ours: another
 * process may have done it meanwhile. Undefined: not due. A job that fails is remembered as such, and not thrown.
 */
export async function runJob(
  job: Job,
  tools: JobTools,
  isDue: () => Promise<boolean> = async () => true,
): Promise<JobRun | { heldBy: string } | undefined> {
  const { clock, runs, holder = processName() } = tools;
  const outcome = await withLease(`job ${job.name}`, { ...tools, holder }, async (signal) => {
    if (!(await isDue())) return undefined;
    const startedAt = clock.now();
    const ended = await job.run(signal).then(
      (result) => ({ result: JSON.stringify(result), failed: false }),
      (error: unknown) => ({ result: JSON.stringify({ error: String(error) }), failed: true }),
    );
    const run: JobRun = { job: job.name, by: holder, startedAt, finishedAt: clock.now(), ...ended };
    await runs.save(run);
    return run;
  });
  return 'heldBy' in outcome ? outcome : outcome.result;
}
