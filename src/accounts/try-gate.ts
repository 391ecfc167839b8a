import type { Clock } from '../clock.js';
import { GatewayError, isGatewayError } from '../errors.js';
import { afterFailure, isLocked, windowEnd, type LockRules } from './lock-out.js';
import type { Account, AccountRepository, Failures } from './ports.js';
import { Semaphore } from './semaphore.js';

interface TryGateTools {
  accounts: AccountRepository;
  clock: Clock;
  lock: LockRules;
}

/** Whom a try is about, with the wrong passwords so far and how to write one more. */
interface Target {
  account: Account | undefined;
  failures: Failures;
  /** False when another try was written meanwhile. */
  record: (failures: Failures) => Promise<boolean>;
}

/** Times a failure is written again when another one was at the same moment: with four at once, 20 were not enough once in 30 runs. */
const recordings = 200;
/** Tries at one identifier that may wait in this process. */
const waitingPerIdentifier = 200;

/**
 * Lets a password be tried, and counts it when it was wrong. Whatever is sent at once, on all processes together: `lock.after`
 * tries are told that they were wrong, and every other one, right or wrong, that there were too many, because each answer
 * waits for its own place among the failures. In one process fewer than `lock.after` tries of an identifier are computed at
 * once, so that a flood of guesses costs little.
 */
export class TryGate {
  private readonly queues = new Map<string, Semaphore>();
  constructor(private readonly tools: TryGateTools) {}

  /**
   * Runs `check` with the account of `identifier`, undefined when there is none; a `credentials_wrong` of it is counted.
   * @throws GatewayError `too_many_tries`, `busy`, and whatever `check` throws.
   */
  async pass<T>(identifier: string, check: (account: Account | undefined) => Promise<T>): Promise<T> {
    const permits = Math.max(1, this.tools.lock.after - 1);
    const queue = this.queues.get(identifier) ?? new Semaphore(permits, waitingPerIdentifier);
    this.queues.set(identifier, queue);
    try {
      return await queue.run(() => this.tryOnce(identifier, check));
    } finally {
      if (queue.idle) this.queues.delete(identifier);
    }
  }

  private async tryOnce<T>(
    identifier: string,
    check: (account: Account | undefined) => Promise<T>,
  ): Promise<T> {
    const target = await this.find(identifier);
    this.refuseWhenLocked(target.failures);
    try {
      return await check(target.account);
    } catch (error) {
      if (isGatewayError(error, 'credentials_wrong')) await this.count(identifier, target);
      throw error;
    }
  }

  private async count(identifier: string, first: Target): Promise<void> {
    let target = first;
    for (let attempt = 0; attempt < recordings; attempt += 1) {
      this.refuseWhenLocked(target.failures);
      const now = this.tools.clock.now();
      if (await target.record(afterFailure(target.failures, now, this.tools.lock))) return;
      target = await this.find(identifier);
    }
    throw new GatewayError('busy', { detail: 'too many tries at one identifier at once' });
  }

  private async find(identifier: string): Promise<Target> {
    const { accounts } = this.tools;
    const account = await accounts.findByIdentifier(identifier);
    if (account !== undefined) {
      const record = (failures: Failures): Promise<boolean> => accounts.recordFailure(account, failures);
      return { account, failures: account.failures, record };
    }
    const stranger = await accounts.findStranger(identifier);
    const record = (failures: Failures): Promise<boolean> =>
      accounts.recordStrangerFailure(stranger, failures, windowEnd(failures));
    return { account, failures: stranger.failures, record };
  }

  private refuseWhenLocked(failures: Failures): void {
    if (isLocked(failures, this.tools.clock.now())) throw new GatewayError('too_many_tries');
  }
}
