import { readFileSync } from 'node:fs';

/** Linux counts CPU in hundredths of a second for programs, whatever the kernel's own tick (proc(5), sysconf(_SC_CLK_TCK)). */
const millisecondsPerTick = 10;

/** CPU used so far by all threads of a process, user and system, in milliseconds; steps of 10 ms. */
export function cpuMilliseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold blanks: count fields from its closing bracket; utime and stime are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick;
}

/** Resident memory of a process in MB (10^6 octets). */
export function residentMegabytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kibibytes) * 1024) / 1e6;
}
