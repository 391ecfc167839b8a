import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How long the event loop beside the store stood still during two scans, and how long these took, in milliseconds. */
export interface Scans {
  scanMs: number;
  stallMs: number;
}

/** An embedded store in a process of its own, so that its CPU and memory are told from the bench's. */
export class StoreProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly uri: string,
    /** Milliseconds from spawn until it answers. */
    readonly readyMs: number,
  ) {}

  static async start(dataDir: string): Promise<StoreProcess> {
    const begun = performance.now();
    const child = fork(fileURLToPath(new URL('serve.js', import.meta.url)), [dataDir]);
    const [{ uri }] = (await once(child, 'message')) as [{ uri: string }];
    return new StoreProcess(child, uri, performance.now() - begun);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  async scan(): Promise<Scans> {
    this.child.send('scan');
    const [scans] = (await once(this.child, 'message')) as [Scans];
    return scans;
  }

  /** Stops it cleanly, as a gateway that is told to. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }

  async kill(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}
