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

/** What was booked, and how to give it back. */
interface Booking {
  account: Account | undefined;
  undo: () => Promise<boolean>;
}

/** Times a try is booked again when another one was at the same moment: with four at once, 20 were not enough once in 30 runs. */
const bookings = 200;
/** Tries at one identifier that may wait in this process. */
const waitingPerIdentifier = 200;

/**
 * Lets a password be tried. A try is booked as a failure before the password is checked and forgotten when it was right, so
 * that a hundred guesses sent at once are as many failures: `lock.after` of them are evaluated, on all processes together.
 * In one process fewer than `lock.after` tries of an identifier run at once and the others wait, so that the same person
 * signing in on a whole class's screens with the right password is never locked out.
 */
export class TryGate {
  private readonly queues = new Map<string, Semaphore>();
  constructor(private readonly tools: TryGateTools) {}

  /**
   * Books a try at `identifier`, then runs `check` with its account, undefined when there is none.
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
    const { account, undo } = await this.book(identifier);
    try {
      return await check(account);
    } catch (error) {
      if (isGatewayError(error, 'busy')) await undo();
      throw error;
    }
  }

  private async book(identifier: string): Promise<Booking> {
    for (let attempt = 0; attempt < bookings; attempt += 1) {
      const account = await this.tools.accounts.findByIdentifier(identifier);
      const booking =
        account === undefined ? await this.bookStranger(identifier) : await this.bookAccount(account);
      if (booking !== undefined) return booking;
    }
    throw new GatewayError('busy', { detail: 'too many tries at one identifier at once' });
  }

  private async bookAccount(account: Account): Promise<Booking | undefined> {
    const { accounts } = this.tools;
    if (!(await accounts.recordFailure(account, this.oneMore(account.failures)))) return undefined;
    const booked = { ...account, version: account.version + 1 };
    return { account, undo: () => accounts.recordFailure(booked, account.failures) };
  }

  private async bookStranger(identifier: string): Promise<Booking | undefined> {
    const { accounts } = this.tools;
    const stranger = await accounts.findStranger(identifier);
    const failures = this.oneMore(stranger.failures);
    const until = windowEnd(failures);
    if (!(await accounts.recordStrangerFailure(stranger, failures, until))) return undefined;
    const booked = { ...stranger, version: stranger.version + 1 };
    return {
      account: undefined,
      undo: () => accounts.recordStrangerFailure(booked, stranger.failures, until),
    };
  }

  private oneMore(failures: Failures): Failures {
    const now = this.tools.clock.now();
    if (isLocked(failures, now)) throw new GatewayError('too_many_tries');
    return afterFailure(failures, now, this.tools.lock);
  }
}
