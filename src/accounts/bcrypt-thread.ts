import bcrypt from 'bcrypt';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

/** One compare, or one hash. */
export type BcryptTask = { text: string; against: string } | { text: string; cost: number };

export interface BcryptAnswer {
  result?: boolean | string;
  failed?: string;
}

/** A thread that does one bcrypt after the other (bcrypt-threads.ts). */
const port = parentPort;
if (!port) throw new Error('bcrypt-thread.ts runs as a worker thread only');

// setpriority(2): on Linux the 0 is this thread alone; elsewhere it would be the whole process.
if (process.platform === 'linux') setPriority(0, 10);

port.on('message', (task: BcryptTask) => port.postMessage(answer(task)));

function answer(task: BcryptTask): BcryptAnswer {
  try {
    const { text } = task;
    const result =
      'against' in task ? bcrypt.compareSync(text, task.against) : bcrypt.hashSync(text, task.cost);
    return { result };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
