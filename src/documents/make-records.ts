import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Records } from './write-records.js';

/**
 * The records as a PDF, made in a thread of low priority: reading the fonts alone stopped every page for 75 ms, the lines of a
 * year for 0.6 s. Where the sources run uncompiled there is no thread file, and it is made here.
 */
export async function makeRecords(
  records: Records,
  file = new URL('./records-thread.js', import.meta.url),
): Promise<Uint8Array> {
  if (existsSync(file)) return inThread(file, records);
  const { writeRecords } = await import('./write-records.js');
  return writeRecords(records);
}

function inThread(file: URL, workerData: Records): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { name: 'records', workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of the records ended')));
  });
}
