import type { WriteStream } from 'node:tty';

const width = 30;
/** Least time between two drawings, in milliseconds. */
const between = 200;

/** Shows on a terminal how far an import is, first reading, then writing; elsewhere it is silent. */
export class ProgressBar {
  private drawnAt = 0;

  constructor(private readonly stream: Pick<WriteStream, 'isTTY' | 'write'>) {}

  /** Shows that `share` (0 to 1) of what `word` says is done. */
  draw(word: string, share: number): void {
    const now = performance.now();
    if (!this.stream.isTTY || now - this.drawnAt < between) return;
    this.drawnAt = now;
    const filled = Math.min(width, Math.round(share * width));
    const bar = '#'.repeat(filled) + '.'.repeat(width - filled);
    this.stream.write(`\r${word} [${bar}] ${Math.min(100, Math.floor(share * 100))} %`);
  }

  /** Leaves the line free. */
  end(): void {
    if (this.stream.isTTY && this.drawnAt > 0) this.stream.write('\r\u001b[K');
  }
}
