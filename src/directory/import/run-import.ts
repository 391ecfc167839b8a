import type { Clock } from '../../clock.js';
import { withLease, type LeaseStore } from '../../lease.js';
import type { Random } from '../../random.js';
import { FeedError } from '../feed/feed-error.js';
import type { Feed } from '../feed/feed-item.js';
import type { ImportAccounts, ImportRun, ImportRunStore, PersonKeyStore, SchoolStore } from '../ports.js';
import { applyOperations } from './apply-operations.js';
import { ReportBuilder, type ImportReport } from './import-report.js';
import type { Operation } from './operation.js';
import { noKeys } from './no-keys.js';
import { planImport } from './plan-import.js';
import { readAhead } from './read-ahead.js';
import { Spool } from './spool.js';

export interface ImportTools {
  keys: PersonKeyStore;
  accounts: ImportAccounts;
  schools: SchoolStore;
  runs: ImportRunStore;
  leases: LeaseStore;
  clock: Clock;
  random: Random;
  /** Key of the INE hashes. */
  ineKey: Buffer;
}

export interface ImportRequest {
  feed: Feed;
  /** Names of the files, for the record. */
  sources: readonly string[];
  /** Who asks. */
  by: string;
  dryRun: boolean;
  /** Schools where more than a tenth may vanish. */
  allowDepartures: 'all' | readonly string[];
  /** Folder for what the plan writes down, on the disk of the store. */
  workFolder: string;
  /** Told of writes done. */
  onWritten?: (done: number, total: number) => void;
}

/** Operations written together; fewer of many, since in a large store nearly each one touches pages of its own. */
const batchSize = 1_000;
const many = { operations: 250_000, batchSize: 200 };

/**
 * Plans the import, then applies it when nothing speaks against it. Recorded from beginning to end. Run again after it was broken
 * off, it does what is left; run again after it ended, it changes nothing.
 * @returns what was done; `stopped` when a school loses more than a tenth: nothing was written then.
 * @throws FeedError, OperatorError: nothing was written but what the record says.
 */
export async function runImport(request: ImportRequest, tools: ImportTools): Promise<ImportReport> {
  if (request.dryRun) return planAndApply(request, tools);
  // Two imports of one feed would both find somebody missing, and make two accounts.
  const outcome = await withLease('import', tools, (signal) => planAndApply(request, tools, signal));
  if ('result' in outcome) return outcome.result;
  throw new FeedError({ code: 'import-running', values: { process: outcome.heldBy } });
}

async function planAndApply(
  request: ImportRequest,
  tools: ImportTools,
  lost?: AbortSignal,
): Promise<ImportReport> {
  const { feed, dryRun, sources, by } = request;
  const id = tools.random.bytes(6).toString('hex');
  const run: ImportRun = { id, state: 'planning', startedAt: tools.clock.now(), dryRun, sources, by };
  try {
    const brokenOff = new Set(await tools.runs.brokenOff());
    await tools.runs.save(run);
    const spool = await Spool.open<Operation>(request.workFolder, `${id}.plan`);
    try {
      const report = new ReportBuilder({ run: id, format: feed.format, complete: feed.complete, dryRun });
      const keys = (await tools.keys.isEmpty()) ? noKeys : tools.keys;
      await planImport(feed, { ...tools, keys, run: id, brokenOff, spool, report });
      return await carryOut({ run, spool, report: report.finish(), request, lost }, tools);
    } finally {
      await spool.close();
    }
  } catch (error) {
    await recordFault(run, error, tools);
    throw error;
  }
}

interface Plan {
  run: ImportRun;
  spool: Spool<Operation>;
  report: ImportReport;
  request: ImportRequest;
  /** Aborts when the lease was lost. */
  lost: AbortSignal | undefined;
}

async function carryOut(
  { run, spool, report, request, lost }: Plan,
  tools: ImportTools,
): Promise<ImportReport> {
  const { allowDepartures, dryRun, onWritten } = request;
  report.stopped = report.stopped.filter(
    ({ uai }) => allowDepartures !== 'all' && !allowDepartures.includes(uai),
  );
  if (!dryRun) report.state = report.stopped.length > 0 ? 'stopped' : 'applied';
  if (report.state === 'applied' && spool.count > 0) {
    run.state = 'applying';
    await tools.runs.save(run);
    await applySpool(spool, { tools, lost, run: run.id, ...(onWritten && { onWritten }) });
  }
  run.state = report.state;
  run.endedAt = tools.clock.now();
  run.report = JSON.stringify(report);
  await tools.runs.save(run);
  return report;
}

/** Two batches at once while they only make accounts: what a statement is about may be made by the batch before. */
async function applySpool(
  spool: Spool<Operation>,
  {
    tools,
    lost,
    onWritten,
    run,
  }: Pick<ImportRequest, 'onWritten'> & Pick<Plan, 'lost'> & { tools: ImportTools; run: string },
): Promise<void> {
  const size = spool.count > many.operations ? many.batchSize : batchSize;
  let before: Promise<void> = Promise.resolve();
  let done = 0;
  for await (const operations of readAhead(spool.batches(size), 1)) {
    lost?.throwIfAborted();
    const isFree = operations.every(({ op }) => op === 'create');
    if (!isFree) await before;
    const applied = applyOperations(operations, { ...tools, run }).then(() => {
      done += operations.length;
      onWritten?.(done, spool.count);
    });
    applied.catch(() => undefined);
    await (isFree ? before : applied);
    before = applied;
  }
  await before;
}

/** One that failed while it wrote stays `applying`: the next import looks at what it wrote. */
async function recordFault(run: ImportRun, error: unknown, { runs, clock }: ImportTools): Promise<void> {
  const fault = error instanceof Error ? error.message : String(error);
  if (run.state === 'planning') run.state = 'failed';
  const refusals = error instanceof FeedError ? { refusals: error.refusals } : {};
  await runs.save({ ...run, endedAt: clock.now(), fault, ...refusals }).catch(() => undefined);
}
