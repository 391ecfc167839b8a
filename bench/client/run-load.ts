import { setTimeout as wait } from 'node:timers/promises';
import { percentile } from '../percentile.js';
import type { Load, LoadResult } from './plan.js';

/** When a run must stop: whichever comes first. */
export interface Bounds {
  /** `performance.now()` after which no flow begins. */
  until: number;
  mostFlows: number;
}

interface Tally {
  milliseconds: number[];
  started: number;
  errors: number;
  samples: string[];
}

/**
 * Runs `load.clients` clients at once until the bounds; each calls `once` with its number. A client with a pace is timed from
 * when its flow was due, so that a stall counts against every flow it delayed.
 */
export async function runLoad(
  load: Load,
  bounds: Bounds,
  once: (client: number) => Promise<void>,
): Promise<LoadResult> {
  const tally: Tally = { milliseconds: [], started: 0, errors: 0, samples: [] };
  const clients = Array.from({ length: load.clients }, (_, client) =>
    runClient({ load, client, bounds, once }, tally),
  );
  await Promise.all(clients);
  const sorted = Float64Array.from(tally.milliseconds).sort();
  return {
    flow: load.flow,
    clients: load.clients,
    flows: sorted.length,
    errors: tally.errors,
    errorSamples: tally.samples,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    longest: sorted.at(-1) ?? 0,
  };
}

interface ClientRun {
  load: Load;
  client: number;
  bounds: Bounds;
  once: (client: number) => Promise<void>;
}

async function runClient({ load, client, bounds, once }: ClientRun, tally: Tally): Promise<void> {
  const pace = load.everyMs ?? 0;
  let due = performance.now() + (load.afterMs ?? 0) + (pace * client) / load.clients;
  while (tally.started < bounds.mostFlows) {
    const early = due - performance.now();
    if (pace > 0 && early > 0) await wait(early);
    const start = pace > 0 ? due : performance.now();
    if (performance.now() >= bounds.until) return;
    tally.started += 1;
    try {
      await once(client);
      tally.milliseconds.push(performance.now() - start);
    } catch (error) {
      tally.errors += 1;
      if (tally.samples.length < 3)
        tally.samples.push(error instanceof Error ? error.message : String(error));
    }
    due += pace;
  }
}
