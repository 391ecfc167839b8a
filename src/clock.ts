/** The time of day as an argument, so that tests freeze it. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still at `instant` until `set` moves it. */
export class FrozenClock implements Clock {
  private instant: Date;
  constructor(instant: string | Date) {
    this.instant = new Date(instant);
  }
  now(): Date {
    return new Date(this.instant);
  }
  set(instant: string | Date): void {
    this.instant = new Date(instant);
  }
  /** Moves on by `milliseconds` (negative: back). */
  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }
}
