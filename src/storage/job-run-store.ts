import { Schema, type Connection, type Model } from 'mongoose';
import type { JobRun, JobRunStore } from '../jobs/ports.js';
import { assertText } from './assert-text.js';

type JobRunDocument = Omit<JobRun, 'job'> & { _id: string };

const schema = new Schema<JobRunDocument>(
  {
    _id: { type: String, required: true },
    by: { type: String, required: true },
    startedAt: { type: Date, required: true },
    finishedAt: { type: Date, required: true },
    result: { type: String, required: true },
    failed: { type: Boolean, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'job_runs' },
);

/** The last run of each job. */
export class MongoJobRunStore implements JobRunStore {
  readonly model: Model<JobRunDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<JobRunDocument>('JobRun', schema);
  }

  async save({ job, ...rest }: JobRun): Promise<void> {
    assertText(job);
    await this.model.collection.replaceOne({ _id: job as never }, rest, { upsert: true });
  }

  async last(job: string): Promise<JobRun | undefined> {
    assertText(job);
    const found = await this.model.findById(job).lean<JobRunDocument>();
    if (found === null) return undefined;
    const { _id, ...rest } = found;
    return { job: _id, ...rest };
  }
}
