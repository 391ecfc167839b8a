import type {
  AnswerTime,
  BenchResults,
  ImportResult,
  MicroResult,
  ScenarioResult,
  Target,
} from './results.js';

const scenarioWidths = [32, 8, 7, 9, 9, 8, 8, 8, 8, 7];
const microWidths = [44, 7, 9, 9, 8, 8, 8];

export const scenarioHeader = row(
  ['scenario', 'clients', 'flows', 'flows/s', 'CPU ms', 'p50', 'p95', 'p99', 'RSS MB', 'errors'],
  scenarioWidths,
);
export const microHeader = row(
  ['in this process', 'at once', 'per s', 'CPU ms', 'p50', 'p95', 'p99'],
  microWidths,
);

const importWidths = [32, 9, 11, 9, 9, 14];
export const importHeader = row(
  ['gateway import', 'persons', 'persons/s', 's', 'CPU s', 'peak RSS MB'],
  importWidths,
);

/** An import as one line. */
export function importLine({ name, persons, personsPerSecond, seconds, ...used }: ImportResult): string {
  const times = [personsPerSecond.toFixed(0), seconds.toFixed(1), used.cpuSeconds.toFixed(1)];
  return row([name, `${persons}`, ...times, used.peakRssMb.toFixed(0)], importWidths);
}

const answerWidths = [44, 9, 9, 9, 13, 9];
export const answerHeader = row(
  ['answers, median ms', 'answers', 'known', 'unknown', 'difference', 'noise'],
  answerWidths,
);

/** A form as one line. */
export function answerLine({ name, answers, known, unknown, noise }: AnswerTime): string {
  const difference = `${(100 * (known / unknown - 1)).toFixed(1)} %`;
  return row(
    [name, `${answers}`, known.toFixed(2), unknown.toFixed(2), difference, `${noise.toFixed(1)} %`],
    answerWidths,
  );
}

/** A scenario as one line; its first errors as lines below. */
export function scenarioLines(result: ScenarioResult): string {
  const { name, clients, flows, flowsPerSecond, cpuMs, p50, p95, p99, rssMb, errors } = result;
  const times = [
    cpuMs === undefined ? '-' : cpuMs.toFixed(2),
    p50.toFixed(1),
    p95.toFixed(1),
    p99.toFixed(1),
  ];
  const line = row(
    [name, `${clients}`, `${flows}`, flowsPerSecond.toFixed(1), ...times, rssMb.toFixed(0), `${errors}`],
    scenarioWidths,
  );
  return [line, ...result.errorSamples.map((sample) => `    error: ${sample}`)].join('\n');
}

/** A measure inside the bench as one line. */
export function microLine({ name, concurrency, perSecond, cpuMs, p50, p95, p99 }: MicroResult): string {
  const times = [cpuMs, p50, p95, p99].map((value) => (value === undefined ? '-' : value.toFixed(2)));
  return row([name, `${concurrency}`, perSecond.toFixed(0), ...times], microWidths);
}

/** What is said once everything was measured: the CPU above bcrypt, and the targets. */
export function summary(results: BenchResults): string {
  const { start, aboveBcryptMs, targets } = results;
  return [
    '',
    'CPU ms above the bcrypt compare, full sign-in',
    ...aboveBcryptMs.map(
      ({ cost, clients, cpuMs }) =>
        `  cost ${cost}, ${clients} clients`.padEnd(28) + cpuMs.toFixed(2).padStart(8),
    ),
    '',
    `Start: ${start.firstMs.toFixed(0)} ms with nothing there (makes the keys), then ${start.withAccountsMs.map((each) => each.toFixed(0)).join(', ')} ms with 1 000 accounts (${start.cpuMs} ms of CPU); ${start.freshRssMb.toFixed(0)} MB after five seconds, ${start.idleRssMb.toFixed(0)} MB after a minute`,
    '',
    'Reach',
    reach(targets),
    '',
    `${machineLine(results)}, bcrypt cost ${results.bcryptCost}`,
  ].join('\n');
}

/** The machine, the store and the load: what the figures depend on. */
export function machineLine({ machine, store }: Pick<BenchResults, 'machine' | 'store'>): string {
  const { cores, cpu, node, loadAtStart, loadAtEnd } = machine;
  return `${cores} cores (${cpu}), Node ${node}, ${store} store, load average ${loadAtStart.toFixed(1)} at start, ${loadAtEnd.toFixed(1)} at end`;
}

/** The targets, met or not, a line each. */
export function reach(targets: Target[]): string {
  return targets.map(targetLine).join('\n');
}

function targetLine({ name, measured, limit, atLeast, unit, met }: Target): string {
  const digits = limit < 10 ? 2 : 0;
  const figures = `${measured.toFixed(digits).padStart(8)} of at ${atLeast ? 'least' : 'most '} ${`${limit}`.padEnd(4)} ${unit}`;
  return `  ${met ? 'met    ' : 'NOT MET'}  ${name.padEnd(48)}${figures}`;
}

/** Cells side by side: the first to the left, the others to the right. */
export function row(cells: string[], widths: number[]): string {
  return cells
    .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
    .join('');
}
