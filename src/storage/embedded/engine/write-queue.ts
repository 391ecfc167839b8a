import { asCommandError, type CommandError } from '../command-error.js';
import { isFromLmdb, isLmdbFault } from './disk-error.js';
import type { OrderedStore } from './ordered-store.js';

/** A write that waits for its turn, and who hears how it went. */
export interface WriteJob<T> {
  run(): T;
  done(result: T): void;
  failed(error: CommandError): void;
}

/** Least time from one commit to the next while several writes share each, in milliseconds. */
const between = 20;
/** Writes that do not wait for it. */
const enough = 16;

/**
 * Group commit: all writes that wait share one transaction, hence one fdatasync, and each is answered after it. Writes that
 * come one by one are committed at once; when the last commit carried several, the next waits until `between` has passed since
 * that one began, or `enough` are there. It halves the CPU of the store under load, and those answered together ask together
 * for what comes next: at 32 clients a whole sign-in costs 18 % less than with 4 ms. A write that fails is undone alone; if the
 * commit fails, all of them fail, unless LMDB stumbled: then all are tried once more.
 */
export class WriteQueue<T> {
  private waiting: WriteJob<T>[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** No commit before this instant of performance.now(). */
  private notBefore = 0;

  constructor(
    private readonly store: OrderedStore,
    private readonly listener: { onUndone(): void; onCommitted(): void },
  ) {}

  add(job: WriteJob<T>): void {
    const count = this.waiting.push(job);
    const early = this.notBefore - performance.now();
    if (count === 1 && early > 0) this.timer = setTimeout(() => this.flush(), early);
    else if (count === 1 || count === enough) setImmediate(() => this.flush());
  }

  /** Commits what waits, at once. */
  flush(): void {
    clearTimeout(this.timer);
    const jobs = this.waiting;
    this.waiting = [];
    if (jobs.length === 0) return;
    const startedAt = performance.now();
    let outcomes: (() => void)[];
    try {
      outcomes = this.commit(jobs);
    } catch (error) {
      this.listener.onUndone();
      for (const job of jobs) job.failed(asCommandError(error));
      return;
    }
    this.notBefore = jobs.length === 1 ? 0 : startedAt + between;
    this.listener.onCommitted();
    for (const tell of outcomes) tell();
  }

  private commit(jobs: readonly WriteJob<T>[]): (() => void)[] {
    const together = (): (() => void)[] => this.store.transaction(() => jobs.map((job) => this.attempt(job)));
    try {
      return together();
    } catch (error) {
      if (!isLmdbFault(error)) throw error;
      this.listener.onUndone();
      return together();
    }
  }

  private attempt(job: WriteJob<T>): () => void {
    try {
      const result = this.store.attempt(() => job.run());
      return () => job.done(result);
    } catch (error) {
      if (isFromLmdb(error)) throw error;
      this.listener.onUndone();
      return () => job.failed(asCommandError(error));
    }
  }
}
