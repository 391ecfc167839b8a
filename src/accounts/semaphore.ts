import { GatewayError } from '../errors.js';

/** Lets `permits` pieces of work run at once; the others wait in order, at most `queueLimit` of them. */
export class Semaphore {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  constructor(
    private readonly permits: number,
    private readonly queueLimit: number,
  ) {}

  /** @throws GatewayError `busy` at once when the queue is full; and whatever `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.permits) this.running += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }

  /** True when nothing runs and nothing waits. */
  get idle(): boolean {
    return this.running === 0;
  }

  /** Pieces of work running or waiting. */
  get load(): number {
    return this.running + this.waiting.length;
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.queueLimit) throw new GatewayError('busy');
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
