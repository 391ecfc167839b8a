/** Writes what gathers some time after the first of it came, one write after the other. */
export class WriteLater {
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** `write` writes all that is there, and keeps to itself what it could not: it never rejects. */
  constructor(private readonly write: () => Promise<void>) {}

  /** Something is there: it is written in so many milliseconds, or with what came before. */
  within(milliseconds: number): void {
    this.timer ??= setTimeout(() => void this.flush(), milliseconds).unref();
  }

  /** Writes now, after what is being written. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(this.write);
    return this.writing;
  }
}
