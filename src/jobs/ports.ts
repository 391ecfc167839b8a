/** Work of the night, done by one process. */
export interface Job {
  name: string;
  about: string;
  /** Does it again from where it was broken off; gives what to remember of it. */
  run(signal: AbortSignal): Promise<Readonly<Record<string, number | string>>>;
}

/** What became of a job. */
export interface JobRun {
  job: string;
  by: string;
  startedAt: Date;
  finishedAt: Date;
  /** What `run` gave, as JSON. */
  result: string;
  failed: boolean;
}

export interface JobRunStore {
  save(run: JobRun): Promise<void>;
  /** The last run of a job, by its end. */
  last(job: string): Promise<JobRun | undefined>;
}
