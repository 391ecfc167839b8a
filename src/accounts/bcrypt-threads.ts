import bcrypt from 'bcrypt';
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { BcryptAnswer, BcryptTask } from './bcrypt-thread.js';

interface Thread {
  worker: Worker;
  settle?: { resolve: (result: boolean | string) => void; reject: (error: Error) => void };
}

/**
 * bcrypt in threads of low priority, started at the first password: a rush of sign-ins takes every idle core and none that
 * single sign-on wants. In libuv's pool, at equal priority, 64 clients signing in on 2 cores made the median
 * single sign-on take 25 ms instead of 5. Where the sources run uncompiled there is no thread file: then libuv's pool does the work.
 */
export class BcryptThreads {
  private readonly idle: Thread[] = [];
  private readonly file: URL | undefined;

  constructor(file = new URL('./bcrypt-thread.js', import.meta.url)) {
    this.file = existsSync(file) ? file : undefined;
  }

  /** True when `text` is what `hash` was made of. */
  async compare(text: string, hash: string): Promise<boolean> {
    if (this.file === undefined) return bcrypt.compare(text, hash);
    return (await this.run(this.file, { text, against: hash })) === true;
  }

  /** A hash of `text`; `cost` is log2 of the rounds. */
  async hash(text: string, cost: number): Promise<string> {
    if (this.file === undefined) return bcrypt.hash(text, cost);
    return String(await this.run(this.file, { text, cost }));
  }

  /** As many threads as tasks run at once: the caller limits them. */
  private run(file: URL, task: BcryptTask): Promise<boolean | string> {
    const thread = this.idle.pop() ?? this.start(file);
    return new Promise((resolve, reject) => {
      thread.settle = { resolve, reject };
      thread.worker.ref();
      thread.worker.postMessage(task);
    });
  }

  private start(file: URL): Thread {
    const worker = new Worker(file, { name: 'bcrypt', resourceLimits: { maxYoungGenerationSizeMb: 1 } });
    const thread: Thread = { worker };
    worker.on('message', ({ result, failed }: BcryptAnswer) => {
      const { settle } = thread;
      delete thread.settle;
      worker.unref();
      this.idle.push(thread);
      if (failed === undefined && result !== undefined) settle?.resolve(result);
      else settle?.reject(new Error(`bcrypt: ${failed}`));
    });
    worker.on('error', (error) => this.bury(thread, error));
    worker.on('exit', () => this.bury(thread, new Error('bcrypt: the thread ended')));
    return thread;
  }

  /** A thread that is gone gets no more work, and what it had fails. */
  private bury(thread: Thread, error: Error): void {
    const place = this.idle.indexOf(thread);
    if (place !== -1) this.idle.splice(place, 1);
    thread.settle?.reject(error);
  }
}
