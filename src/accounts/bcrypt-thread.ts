import bcrypt from 'bcrypt';
import { parentPort } from 'node:worker_threads';
import { lowerPriority } from '../lower-priority.js';

/** One compare, or one hash. */
export type BcryptTask = { text: string; against: string } | { text: string; cost: number };

export interface BcryptAnswer {
  result?: boolean | string;
  failed?: string;
}

/** A thread that does one bcrypt after the other (bcrypt-threads.ts). */
const port = parentPort;
if (!port) throw new Error('bcrypt-thread.ts runs as a worker thread only');

lowerPriority();

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
