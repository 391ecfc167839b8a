import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command, Plan, Reply, RunResult, Setup } from './client/plan.js';

/** The load client, seen from the bench. One command at a time. */
export class LoadClientProcess {
  private readonly child: ChildProcess;
  constructor() {
    this.child = fork(fileURLToPath(new URL('client/main.js', import.meta.url)));
  }

  /** Opens the sessions. @throws Error as the load client said it. */
  async prepare(setup: Setup): Promise<void> {
    await this.ask({ do: 'prepare', setup });
  }

  /** Runs a plan to its end. @throws Error as the load client said it. */
  async run(plan: Plan): Promise<RunResult> {
    const result = await this.ask({ do: 'run', plan });
    if (result === undefined) throw new Error('the load client gave no result');
    return result;
  }

  stop(): void {
    this.child.disconnect();
  }

  private ask(command: Command): Promise<RunResult | undefined> {
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error('the load client ended'));
      this.child.once('exit', onExit);
      this.child.once('message', (reply: Reply) => {
        this.child.off('exit', onExit);
        if (reply.done) resolve(reply.result);
        else reject(new Error(reply.message));
      });
      this.child.send(command);
    });
  }
}
