import { AuditTrail } from './accounts/audit-trail.js';
import type { StateTools } from './accounts/change-state.js';
import { ConnectionLog } from './accounts/connection-log.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import { ReleaseRecorder } from './federation/release-recorder.js';
import { createJobs } from './jobs/create-jobs.js';
import { NightlyRunner } from './jobs/nightly-runner.js';
import type { Logger } from './log.js';
import type { Messages } from './messaging/ports.js';
import { createOperatorServices, type OperatorServices } from './operator-services.js';
import type { Random } from './random.js';
import type { Storage } from './storage/open-storage.js';
import { deriveKey } from './storage/secrets.js';

/** What the life of accounts, and of the imports that begin it, needs as long as the process lives. */
export interface Lifecycle extends OperatorServices {
  /** What pages move accounts along the table of states with. */
  stateTools: StateTools;
  /** Sign-ins, written beside the answer. */
  connectionLog: ConnectionLog;
  /** What portals received, written beside the answer too. */
  releaseRecorder: ReleaseRecorder;
  /** Ends the import and the job that run, and writes the last sign-ins. */
  stop(): Promise<void>;
}

interface Parts {
  config: Config;
  log: Logger;
  clock: Clock;
  random: Random;
  storage: Storage;
  messages: Messages;
  /** INE_KEY: the keys of the audit trail and of the INE hashes come from it. */
  ineSecret: string;
}

/** Makes it, and starts looking for the work of the night. */
export function createLifecycle(parts: Parts): Lifecycle {
  const { config, log, clock, storage, messages, ineSecret } = parts;
  const { accounts, sessions, connections, nameIds, releases, personKeys, reports, subjects } = storage;
  const timeZone = config.TIME_ZONE;
  const audit = new AuditTrail(storage.audit, deriveKey(ineSecret, 'audit trail'));
  const stateTools = { accounts, sessions, audit, clock };
  const connectionLog = new ConnectionLog({
    ...{ connections, accounts, clock, days: config.CONNECTION_LOG_DAYS },
    warn: (error) => log.warn({ err: error }, 'sign-ins are not recorded yet'),
  });
  const releaseRecorder = new ReleaseRecorder({ releases, clock, log, timeZone, everyMilliseconds: 2000 });
  const traces = [nameIds, releases, personKeys, reports, subjects];
  const jobs = createJobs({ ...stateTools, personKeys, subjects, messages, connections, traces, config });
  const nights = new NightlyRunner({
    ...{ jobs, leases: storage.leases, runs: storage.jobRuns, clock, log },
    ...{ at: config.JOBS_AT, timeZone },
  });
  nights.start();
  const { stop: stopOperators, ...operators } = createOperatorServices({
    ...parts,
    ...{ audit, ineKey: deriveKey(ineSecret, 'ine') },
  });
  const stop = async (): Promise<void> => {
    await stopOperators();
    await nights.stop();
    await connectionLog.flush();
    await releaseRecorder.flush();
  };
  return { stateTools, connectionLog, releaseRecorder, ...operators, stop };
}
