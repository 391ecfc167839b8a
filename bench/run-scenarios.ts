import type { FlowName, Load, LoadResult } from './client/plan.js';
import type { LoadClientProcess } from './load-client.js';
import type { BenchOptions } from './options.js';
import { cpuMilliseconds, residentMegabytes } from './process-usage.js';
import type { ScenarioResult } from './results.js';

/** A gateway under load. */
export interface Bench {
  client: LoadClientProcess;
  /** Process of the gateway. */
  pid: number;
  options: Pick<BenchOptions, 'seconds' | 'warmUpSeconds'>;
  /** Told of each scenario as it ends. */
  tell: (result: ScenarioResult) => void;
}

/** Most flows of one scenario, whatever the time. */
const mostFlows = 200_000;
const concurrencies = [1, 8, 32];
const names: Record<FlowName, string> = {
  'sign-in': 'full sign-in',
  sso: 'SSO in a session',
  'sso-encrypted': 'SSO, signed request, encrypted',
  'sign-in-page': 'sign-in page',
  metadata: 'metadata',
};

/**
 * Lets V8 compile what is hot: until 3 000 flows or four scenarios' time. Measured from the start on, a flow showed up to twice
 * its CPU, most of it the compiler's.
 */
export async function warmUp({ client, options }: Bench, flow: FlowName): Promise<void> {
  await client.run({ loads: [{ flow, clients: 8 }], seconds: options.seconds * 4, mostFlows: 3_000 });
}

/** One flow at 1, 8 and 32 clients. */
export async function runFlow(
  bench: Bench,
  flow: FlowName,
  clients = concurrencies,
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const count of clients) {
    const { results: measured, cpuMs } = await measureLoads(bench, [{ flow, clients: count }]);
    const flows = measured[0]?.flows ?? 0;
    for (const result of measured) results.push({ ...result, cpuMs: cpuMs / flows });
    results.slice(-1).forEach(bench.tell);
  }
  return results;
}

/**
 * Eighty sign-ons a second in open sessions while 64 clients sign in without a pause. The sign-ons begin two seconds later:
 * 64 browsers that open the sign-in page within the same millisecond are no morning at school.
 */
export async function runRush(bench: Bench): Promise<ScenarioResult[]> {
  const loads: Load[] = [
    { flow: 'sso', clients: 8, everyMs: 100, afterMs: 2000 },
    { flow: 'sign-in', clients: 64 },
  ];
  const longer = { ...bench.options, seconds: bench.options.seconds * 2.5 };
  const { results } = await measureLoads({ ...bench, options: longer }, loads);
  const [sso, signIn] = results;
  if (sso === undefined || signIn === undefined) throw new Error('a load gave no result');
  const both = [
    { ...sso, name: 'SSO while 64 clients sign in' },
    { ...signIn, name: 'the 64 clients that sign in' },
  ];
  both.forEach(bench.tell);
  return both;
}

async function measureLoads(
  { client, pid, options }: Bench,
  loads: Load[],
): Promise<{ results: ScenarioResult[]; cpuMs: number }> {
  if (options.warmUpSeconds > 0) await client.run({ loads, seconds: options.warmUpSeconds, mostFlows });
  const cpuBefore = cpuMilliseconds(pid);
  const { seconds, loads: measured } = await client.run({ loads, seconds: options.seconds, mostFlows });
  const cpuMs = cpuMilliseconds(pid) - cpuBefore;
  const rssMb = residentMegabytes(pid);
  return { cpuMs, results: measured.map((load) => describe(load, seconds, rssMb)) };
}

function describe(load: LoadResult, seconds: number, rssMb: number): ScenarioResult {
  const { flow, clients, flows, errors, errorSamples, p50, p95, p99, longest } = load;
  const flowsPerSecond = flows / seconds;
  return {
    name: names[flow],
    clients,
    flows,
    flowsPerSecond,
    p50,
    p95,
    p99,
    longest,
    rssMb,
    errors,
    errorSamples,
  };
}
