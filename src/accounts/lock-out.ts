import type { Failures } from './ports.js';

/** Lock-out of domain 4.5, in force for accounts and for identifiers that no account has. */
export interface LockRules {
  /** Consecutive wrong passwords that lock (5). */
  after: number;
  /** First lock in seconds (60); doubles at each further wrong password. */
  seconds: number;
  /** Tries in 24 h after which the rest of the 24 h must pass (25). */
  triesPerDay: number;
}

/** Length of the window in which tries are counted. */
const dayMilliseconds = 24 * 60 * 60 * 1000;

export const noFailures: Failures = { count: 0, windowCount: 0 };

/** True while no password may be checked. */
export function isLocked(failures: Failures, now: Date): boolean {
  return failures.lockedUntil !== undefined && failures.lockedUntil > now;
}

/**
 * The failures after one more wrong password at `now`. A lock never goes past 24 h after the first failure of the window:
 * then all is forgotten, so that a child locked out on Monday can work on Tuesday.
 */
export function afterFailure(failures: Failures, now: Date, rules: LockRules): Failures {
  const past = windowEnd(failures) <= now;
  const { count, windowCount, windowStart } = past ? noFailures : failures;
  const next: Failures = { count: count + 1, windowCount: windowCount + 1, windowStart: windowStart ?? now };
  const seconds = lockSeconds(next, rules);
  if (seconds === 0) return next;
  const until = Math.min(now.getTime() + seconds * 1000, windowEnd(next).getTime());
  return { ...next, lockedUntil: new Date(until) };
}

/** The end of the present 24 h window; the beginning of time when there is none. */
export function windowEnd(failures: Failures): Date {
  return new Date(failures.windowStart === undefined ? 0 : failures.windowStart.getTime() + dayMilliseconds);
}

function lockSeconds(failures: Failures, rules: LockRules): number {
  if (failures.windowCount >= rules.triesPerDay) return dayMilliseconds / 1000;
  if (failures.count < rules.after) return 0;
  return Math.min(rules.seconds * 2 ** (failures.count - rules.after), dayMilliseconds / 1000);
}
