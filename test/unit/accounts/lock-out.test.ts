import { afterFailure, isLocked, noFailures, type LockRules } from '../../../src/accounts/lock-out.js';
import type { Failures } from '../../../src/accounts/ports.js';

const rules: LockRules = { after: 5, seconds: 60, triesPerDay: 25 };
const start = new Date('2026-09-01T08:00:00Z');
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);

/** Fails `times` times, each as soon as the lock allows; gives the length of each lock in seconds. */
function locks(times: number, given: LockRules = rules): number[] {
  let failures: Failures = noFailures;
  let now = start;
  return Array.from({ length: times }, () => {
    failures = afterFailure(failures, now, given);
    const until = failures.lockedUntil ?? now;
    const seconds = until > now ? (until.getTime() - now.getTime()) / 1000 : 0;
    now = until > now ? until : now;
    return seconds;
  });
}

describe('Lock-out (domain 4.5)', () => {
  it('comes with the fifth wrong password, one minute, then doubles', () => {
    expect(locks(10)).toEqual([0, 0, 0, 0, 60, 120, 240, 480, 960, 1920]);
  });

  it('never goes past 24 h after the first wrong password', () => {
    expect(locks(16).reduce((sum, seconds) => sum + seconds, 0)).toBeLessThanOrEqual(86_400 + 60);
  });

  it('waits for the end of the 24 h at the 25th try, however short the locks', () => {
    const short = { ...rules, seconds: 1, after: 100 };
    expect(locks(25, short)).toEqual([...Array.from({ length: 24 }, () => 0), 86_400]);
  });

  it('is over at its last instant, not before', () => {
    const failures = { count: 5, windowCount: 5, windowStart: start, lockedUntil: at(60) };
    expect(isLocked(failures, at(59.999))).toBe(true);
    expect(isLocked(failures, at(60))).toBe(false);
  });

  it('forgets the failures of the day before', () => {
    const old = { count: 9, windowCount: 9, windowStart: start, lockedUntil: at(3600) };
    expect(afterFailure(old, at(86_400), rules)).toEqual({
      count: 1,
      windowCount: 1,
      windowStart: at(86_400),
    });
    expect(afterFailure(old, at(86_399), rules)).toMatchObject({ count: 10, windowStart: start });
  });
});
