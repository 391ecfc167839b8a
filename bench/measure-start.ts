import { setTimeout as wait } from 'node:timers/promises';
import type { Setup } from './client/plan.js';
import { cpuMilliseconds, residentMegabytes } from './process-usage.js';
import type { StartResult } from './results.js';
import type { Place } from './with-gateway.js';

const freshMilliseconds = 5_000;
const idleMilliseconds = 60_000;

/** Starts the gateway empty, fills it, then starts it three times more and leaves it running. */
export async function measureStart({
  gateway,
  prepare,
}: Place): Promise<{ start: StartResult; setup: Setup }> {
  const firstMs = await gateway.start();
  const setup = await prepare(true);
  const withAccountsMs: number[] = [];
  while (withAccountsMs.length < 3) {
    await gateway.stop();
    withAccountsMs.push(await gateway.start());
  }
  const cpuMs = cpuMilliseconds(gateway.pid);
  await wait(freshMilliseconds);
  const freshRssMb = residentMegabytes(gateway.pid);
  await wait(idleMilliseconds - freshMilliseconds);
  const idleRssMb = residentMegabytes(gateway.pid);
  return { start: { firstMs, withAccountsMs, cpuMs, freshRssMb, idleRssMb }, setup };
}
