import { setPriority } from 'node:os';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parentPort, workerData } from 'node:worker_threads';
import { writeRecords, type Records } from './write-records.js';

/** A thread that makes one PDF (make-records.ts). */
const port = parentPort;
if (!port) throw new Error('records-thread.ts runs as a worker thread only');

// setpriority(2): on Linux the 0 is this thread alone; elsewhere it would be the whole process.
if (process.platform === 'linux') setPriority(0, 10);

const out = new PassThrough();
writeRecords(workerData as Records, out);
port.postMessage(await buffer(out));
