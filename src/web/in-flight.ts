import type { RequestHandler } from 'express';

/** The requests being answered, and what is done after their answers, so that a clean stop can wait for them. */
export class InFlight {
  private count = 0;
  private waiting: (() => void)[] = [];

  /** The first middleware: a request counts until its answer is sent or its connection is gone. */
  readonly middleware: RequestHandler = (_req, res, next) => {
    res.once('close', this.begin());
    next();
  };

  /** Counts one thing more, until what this gives is called. */
  begin(): () => void {
    this.count += 1;
    return () => {
      this.count -= 1;
      if (this.count === 0) for (const done of this.waiting.splice(0)) done();
    };
  }

  /** Resolves when nothing is being done. */
  async none(): Promise<void> {
    if (this.count > 0) await new Promise<void>((done) => this.waiting.push(done));
  }
}
