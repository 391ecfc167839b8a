import { parentPort, workerData } from 'node:worker_threads';
import { lowerPriority } from '../lower-priority.js';
import { writeRecords, type Records } from './write-records.js';

/** A thread that makes one PDF (make-records.ts). */
const port = parentPort;
if (!port) throw new Error('records-thread.ts runs as a worker thread only');

lowerPriority();
port.postMessage(await writeRecords(workerData as Records));
