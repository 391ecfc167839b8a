import type { RequestHandler } from 'express';

/** The requests being answered, so that a clean stop can wait for them. */
export class InFlight {
  private count = 0;
  private waiting: (() => void)[] = [];

  /** The first middleware: a request counts until its answer is sent or its connection is gone. */
  readonly middleware: RequestHandler = (_req, res, next) => {
    this.count += 1;
    res.once('close', () => {
      this.count -= 1;
      if (this.count === 0) for (const done of this.waiting.splice(0)) done();
    });
    next();
  };

  /** Resolves when no request is being answered. */
  async none(): Promise<void> {
    if (this.count > 0) await new Promise<void>((done) => this.waiting.push(done));
  }
}
