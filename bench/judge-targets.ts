import { compareName, lowestCost } from './floor.js';
import type {
  AnswerTime,
  BenchResults,
  ImportResult,
  MicroResult,
  ScenarioResult,
  StoreResult,
  Target,
} from './results.js';

type Above = BenchResults['aboveBcryptMs'];

/**
 * CPU of each full sign-in less that of its bcrypt compare in this run. At the gateway's own cost the compare's noise is as
 * large as the difference; with the lowest cost the difference is what was measured.
 */
export function aboveBcrypt(scenarios: ScenarioResult[], floor: MicroResult[], cost: number): Above {
  return scenarios
    .filter(({ name, cpuMs }) => name.startsWith('full sign-in') && cpuMs !== undefined)
    .map(({ name, clients, cpuMs = 0 }) => {
      const itsCost = name.endsWith(lowestCostMark) ? lowestCost : cost;
      const compares = floor.filter((one) => one.name === compareName(itsCost));
      const compare = (clients === 1 ? compares[0] : compares.at(-1))?.cpuMs ?? 0;
      return { cost: itsCost, clients, cpuMs: cpuMs - compare };
    });
}

/** Ends the name of a full sign-in on the gateway whose bcrypt cost is the lowest. */
export const lowestCostMark = `, bcrypt cost ${lowestCost}`;

type Judged = Pick<BenchResults, 'start' | 'scenarios' | 'aboveBcryptMs' | 'storage'>;

/** The Reach of the issues: each figure at 32 clients, the start at the median of three. */
export function judgeTargets({ start, scenarios, aboveBcryptMs, storage }: Judged): Target[] {
  const sso = scenarios.find(({ name, clients }) => name === 'SSO in a session' && clients === 32);
  const rush = scenarios.find(({ name }) => name === 'SSO while 64 clients sign in');
  const signIn = aboveBcryptMs.find(({ cost, clients }) => cost === lowestCost && clients === 32);
  const ready = median(start.withAccountsMs);
  return [
    target('SSO in a session', sso?.cpuMs, 2, 'CPU ms per flow'),
    target('Full sign-in, above its bcrypt compare', signIn?.cpuMs, 3, 'CPU ms per flow'),
    target('Ready, from spawn', ready, 1000, 'ms'),
    target('Idle with 1 000 accounts', start.idleRssMb, 150, 'MB RSS'),
    target('SSO p99 while 64 clients sign in', rush?.p99, 60, 'ms'),
    ...judgeStore(storage),
  ];
}

/** The Reach of the embedded store: every write acknowledged once it is on the disk. */
export function judgeStore({ rates, large }: StoreResult): Target[] {
  const least = (name: string, limit: number): Target => {
    const measured = rates.find((rate) => rate.store === 'embedded' && rate.name === name)?.perSecond ?? 0;
    const met = measured >= limit;
    return { name: `Embedded store, ${name}`, measured, limit, atLeast: true, unit: '/s', met };
  };
  return [
    least('insertOne', 1000),
    least('findOneAndUpdate by _id', 1500),
    least('findOne by a unique index', 3000),
    target('Embedded store of 100 000 accounts, ready', median(large.openMs), 400, 'ms'),
    target('The same at rest', large.restRssMb, 80, 'MB RSS'),
    target('Event loop beside two scans of them', large.stallMs, 30, 'ms'),
  ];
}

function median(values: number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** Both rates hold the start of the process; the memory is the most of the first two imports. */
export function judgeImports([first, again]: readonly ImportResult[]): Target[] {
  const rate = (name: string, result: ImportResult | undefined, limit: number): Target => {
    const measured = result?.personsPerSecond ?? 0;
    return { name, measured, limit, unit: 'persons/s', met: measured >= limit, atLeast: true };
  };
  const peak = first && again && Math.max(first.peakRssMb, again.peakRssMb);
  return [
    rate('Import, first load', first, 5_000),
    rate('Import, nothing changed', again, 10_000),
    target('Import, peak', peak, 300, 'MB RSS'),
  ];
}

/** The largest difference between people who are known and people who are not; one within the noise of the run is none. */
export function judgeAnswers(answers: readonly AnswerTime[]): Target[] {
  const most = Math.max(
    ...answers.map(({ known, unknown, noise }) => {
      const apart = 100 * Math.abs(known / unknown - 1);
      return apart > noise ? apart : 0;
    }),
  );
  return [target('Answers about known and unknown people', most, 5, '% apart at the median')];
}

function target(name: string, measured: number | undefined, limit: number, unit: string): Target {
  const value = measured ?? Number.POSITIVE_INFINITY;
  return { name, measured: value, limit, unit, met: value <= limit };
}
