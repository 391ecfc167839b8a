import type { LargeStore, StoreRate } from './results.js';
import { row } from './print-report.js';

const widths = [18, 34, 9, 11, 11, 8, 8];

export const storeHeader = row(
  ['store', '32 clients', 'per s', 'server CPU', 'driver CPU', 'p50', 'p99'],
  widths,
);

/** One operation on one store as a line; CPU in milliseconds each. */
export function storeLine({ store, name, perSecond, serverCpuMs, cpuMs, p50, p99 }: StoreRate): string {
  const times = [serverCpuMs, cpuMs, p50, p99].map((value) => (value === undefined ? '-' : value.toFixed(2)));
  return row([store, name, perSecond.toFixed(0), ...times], widths);
}

/** What the large store showed as a line. */
export function largeLine(large: LargeStore): string {
  const { accounts, fillMs, openMs, openAfterKillMs, restRssMb, scanMs, stallMs } = large;
  const opened = openMs.map((each) => each.toFixed(0)).join(', ');
  return (
    `Embedded store of ${accounts} accounts: filled in ${(fillMs / 1000).toFixed(1)} s; ready ${opened} ms after its ` +
    `process was spawned, ${openAfterKillMs.toFixed(0)} ms after a kill; ${restRssMb.toFixed(0)} MB RSS at rest; ` +
    `two scans at once took ${scanMs.toFixed(0)} ms and the ` +
    `event loop beside them stood still for ${stallMs.toFixed(0)} ms at most`
  );
}
