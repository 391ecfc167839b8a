import { percentile } from './percentile.js';
import type { MicroResult } from './results.js';

interface MicroPlan {
  name: string;
  /** How many are under way at once. */
  concurrency: number;
  seconds: number;
}

/** Runs `once` again and again in this process for `seconds`, a fifth of them unmeasured first. */
export async function measureMicro(plan: MicroPlan, once: () => Promise<void> | void): Promise<MicroResult> {
  await repeat(plan.concurrency, plan.seconds / 5, once);
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const milliseconds = await repeat(plan.concurrency, plan.seconds, once);
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  const sorted = Float64Array.from(milliseconds).sort();
  return {
    name: plan.name,
    concurrency: plan.concurrency,
    perSecond: (sorted.length / elapsed) * 1000,
    cpuMs: (user + system) / 1000 / sorted.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}

async function repeat(
  concurrency: number,
  seconds: number,
  once: () => Promise<void> | void,
): Promise<number[]> {
  const milliseconds: number[] = [];
  const until = performance.now() + seconds * 1000;
  const worker = async (): Promise<void> => {
    for (let start = performance.now(); start < until; start = performance.now()) {
      await once();
      milliseconds.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return milliseconds;
}
