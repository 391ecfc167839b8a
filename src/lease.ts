import { hostname } from 'node:os';
import type { Clock } from './clock.js';

/** Who may do something alone, in the store that all processes share. */
export interface LeaseStore {
  /** Takes the lease until `until` when nobody has it at `now`, or `former` has it; false: somebody else does. */
  take(name: string, lease: { holder: string; now: Date; until: Date; former?: string }): Promise<boolean>;
  /** Moves its end; false: it is no longer `holder`'s. */
  renew(name: string, holder: string, until: Date): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
  /** Who has it at `now`. */
  holder(name: string, now: Date): Promise<string | undefined>;
}

/** Milliseconds after which a lease that is not renewed is anybody's; a third of it passes between renewals. */
const life = 30_000;

/** This process among all that share the store. */
export function processName(): string {
  return `${hostname()}:${process.pid}`;
}

/**
 * Does `work` while no other process does work of that `name`; `signal` aborts when the lease was lost. Gives undefined,
 * and nothing is done, while another living process has it; one of this machine that died is not waited for.
 */
export async function withLease<T>(
  name: string,
  { leases, clock, holder = processName() }: { leases: LeaseStore; clock: Clock; holder?: string },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ result: T } | { heldBy: string }> {
  const until = (): Date => new Date(clock.now().getTime() + life);
  const present = await leases.holder(name, clock.now());
  const former = present !== undefined && isDeadHere(present) ? { former: present } : {};
  if (!(await leases.take(name, { holder, now: clock.now(), until: until(), ...former })))
    return { heldBy: (await leases.holder(name, clock.now())) ?? 'another process' };
  const lost = new AbortController();
  const renewal = setInterval(() => {
    leases.renew(name, holder, until()).then(
      (kept) => kept || lost.abort(new Error(`the lease ${name} was lost`)),
      () => undefined,
    );
  }, life / 3);
  renewal.unref();
  try {
    return { result: await work(lost.signal) };
  } finally {
    clearInterval(renewal);
    await leases.release(name, holder);
  }
}

function isDeadHere(holder: string): boolean {
  const [host, pid] = [
    holder.slice(0, holder.lastIndexOf(':')),
    Number(holder.slice(holder.lastIndexOf(':') + 1)),
  ];
  if (host !== hostname() || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
