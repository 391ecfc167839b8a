import { AuditTrail } from './accounts/audit-trail.js';
import type { StateTools } from './accounts/change-state.js';
import { ConnectionLog } from './accounts/connection-log.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import { ReleaseRecorder } from './federation/release-recorder.js';
import { createJobs } from './jobs/create-jobs.js';
import { NightlyRunner } from './jobs/nightly-runner.js';
import type { Logger } from './log.js';
import type { Storage } from './storage/open-storage.js';

/** What the life of accounts needs as long as the process lives. */
export interface Lifecycle {
  /** What pages move accounts along the table of states with. */
  stateTools: StateTools;
  /** Sign-ins, written beside the answer. */
  connectionLog: ConnectionLog;
  /** What portals received, written beside the answer too. */
  releaseRecorder: ReleaseRecorder;
  /** Ends the job that runs, and writes the last sign-ins. */
  stop(): Promise<void>;
}

interface Parts {
  config: Config;
  log: Logger;
  clock: Clock;
  storage: Storage;
  /** Key of the audit trail. */
  auditKey: Buffer;
}

/** Makes it, and starts looking for the work of the night. */
export function createLifecycle({ config, log, clock, storage, auditKey }: Parts): Lifecycle {
  const { accounts, sessions, connections, nameIds, releases, personKeys, reports, leases } = storage;
  const audit = new AuditTrail(storage.audit, auditKey);
  const stateTools = { accounts, sessions, audit, clock };
  const connectionLog = new ConnectionLog({
    ...{ connections, accounts, clock, days: config.CONNECTION_LOG_DAYS },
    warn: (error) => log.warn({ err: error }, 'sign-ins are not recorded yet'),
  });
  const releaseRecorder = new ReleaseRecorder({ releases, clock, log, everyMilliseconds: 2000 });
  const jobs = createJobs({
    ...stateTools,
    connections,
    traces: [nameIds, releases, personKeys, reports],
    config,
  });
  const nights = new NightlyRunner({
    ...{ jobs, leases, runs: storage.jobRuns, clock, log, at: config.JOBS_AT, timeZone: config.TIME_ZONE },
  });
  nights.start();
  const stop = async (): Promise<void> => {
    await nights.stop();
    await connectionLog.flush();
    await releaseRecorder.flush();
  };
  return { stateTools, connectionLog, releaseRecorder, stop };
}
