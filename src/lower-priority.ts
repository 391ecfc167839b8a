import { setPriority } from 'node:os';

/** Lets the threads of the pages go before the one that calls this (nice 10). */
export function lowerPriority(): void {
  // setpriority(2): on Linux the 0 is this thread alone; elsewhere it would be the whole process.
  if (process.platform === 'linux') setPriority(0, 10);
}
