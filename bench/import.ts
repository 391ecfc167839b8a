import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAaf, type AafOrder } from '../test/support/feeds/write-aaf.js';
import { writeAafDelta } from '../test/support/feeds/write-aaf-delta.js';
import { cpuMilliseconds } from './process-usage.js';
import type { ImportResult } from './results.js';

/** How often the import is looked at while it runs, milliseconds: CPU and memory are right to that. */
const lookEvery = 50;
/** One pupil in so many gets a new class by the delta. */
const changedEvery = 10;

interface ImportPlan {
  /** Root of the project: `dist/` is there. */
  project: string;
  /** Emptied afterwards. */
  folder: string;
  /** Pupils and guardians together. */
  persons: number;
  mongodbUri?: string;
}

/** `gateway import` of a complete AAF feed into an empty store, of the same feed again, and of a delta. Tells as it goes. */
export async function measureImport(
  plan: ImportPlan,
  tell: (result: ImportResult) => void,
): Promise<ImportResult[]> {
  const pupils = Math.round(plan.persons / 2);
  const schools = Math.max(1, Math.round(plan.persons / 1_000));
  const order: AafOrder = {
    folder: join(plan.folder, 'feed'),
    pupils,
    guardians: plan.persons - pupils,
    schools,
  };
  const deltaOrder = { ...order, folder: join(plan.folder, 'delta') };
  const persons = await writeAaf(order);
  const changes = await writeAafDelta(deltaOrder, changedEvery);
  const results: ImportResult[] = [];
  for (const [name, feed, count] of [
    ['first load', order.folder, persons],
    ['nothing changed', order.folder, persons],
    ['delta', deltaOrder.folder, changes],
  ] as const) {
    const run = await runImport(feed, plan);
    const result = { name, persons: count, personsPerSecond: count / run.seconds, ...run };
    tell(result);
    results.push(result);
  }
  return results;
}

/** The command as an operator gives it; from spawn to exit. @throws Error with what it said when it fails. */
async function runImport(
  feed: string,
  { project, folder, mongodbUri }: ImportPlan,
): Promise<Pick<ImportResult, 'seconds' | 'cpuSeconds' | 'peakRssMb'>> {
  const begin = performance.now();
  const child = spawn(process.execPath, [join(project, 'dist/cli.js'), 'import', feed], {
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: join(folder, 'data'),
      CERTS_DIR: join(folder, 'certs'),
      ...(mongodbUri === undefined ? {} : { MONGODB_URI: mongodbUri }),
    },
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said = `${said}${piece.toString()}`.slice(-2000)));
  let cpu = 0;
  let peakRssMb = 0;
  const look = (): void => {
    try {
      cpu = cpuMilliseconds(child.pid ?? 0);
      peakRssMb = peakMegabytes(child.pid ?? 0);
    } catch {
      // It has just ended: the figures of a moment ago stay.
    }
  };
  const timer = setInterval(look, lookEvery);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`gateway import ended with ${String(code)}: ${said}`);
  return { seconds: (performance.now() - begin) / 1000, cpuSeconds: cpu / 1000, peakRssMb };
}

/** Most resident memory that a process had, MB (10^6 octets): pages of the embedded store's file among it. */
function peakMegabytes(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kibibytes === undefined) throw new Error('the process has ended');
  return (Number(kibibytes) * 1024) / 1e6;
}
