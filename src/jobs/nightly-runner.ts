import { dayIn, timeIn } from '../calendar.js';
import type { Job, JobRun } from './ports.js';
import { runJob, type JobTools } from './run-job.js';

export interface NightlyTools extends JobTools {
  jobs: readonly Job[];
  /** `HH:MM` in `timeZone`. */
  at: string;
  timeZone: string;
  log: { info(fields: object, text: string): void; error(fields: object, text: string): void };
}

/** How often each process looks whether a night's work is due. */
const everyMilliseconds = 60_000;

/** Runs each job once a night in one of the processes: the one that looks first. One that died is replaced by the next look. */
export class NightlyRunner {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  constructor(private readonly tools: NightlyTools) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.look());
    }, everyMilliseconds);
    this.timer.unref();
  }

  /** Resolves when what runs has ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Runs what is due now. */
  async look(): Promise<void> {
    for (const job of this.tools.jobs) {
      try {
        if (!(await this.isDue(job))) continue;
        const run = await runJob(job, this.tools, () => this.isDue(job));
        if (run !== undefined && 'job' in run) this.tell(run);
      } catch (error) {
        this.tools.log.error({ job: job.name, err: error }, 'job');
      }
    }
  }

  /** Past the time of the night, and not run since it. */
  private async isDue({ name }: Job): Promise<boolean> {
    const { clock, runs, at, timeZone } = this.tools;
    const now = clock.now();
    if (timeIn(timeZone, now) < at) return false;
    const last = await runs.last(name);
    if (last === undefined) return true;
    const { startedAt } = last;
    return dayIn(timeZone, startedAt) < dayIn(timeZone, now) || timeIn(timeZone, startedAt) < at;
  }

  private tell({ job, result, failed }: JobRun): void {
    const fields = { job, result: JSON.parse(result) as unknown };
    if (failed) this.tools.log.error(fields, 'job failed');
    else this.tools.log.info(fields, 'job done');
  }
}
