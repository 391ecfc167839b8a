import { monitorEventLoopDelay } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEmbeddedStore } from '../../src/storage/embedded/start-embedded-store.js';

/**
 * A process with nothing but an embedded store, as the gateway has one: in a worker thread of `dist/`. It says its address, and
 * when told to scan, how long its event loop stood still meanwhile: two scans of everything at once, as two reports would ask.
 */
const workerUrl = pathToFileURL(resolve('dist/storage/embedded/worker.js'));
const { uri, stop } = await startEmbeddedStore({ dataDir: process.argv[2] as string, workerUrl });
process.send?.({ uri });
process.on('message', () => void scan());
process.on('disconnect', () => void stop().then(() => process.exit()));

async function scan(): Promise<void> {
  const { default: mongoose } = await import('mongoose');
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  const accounts = client.db('bench').collection('accounts');
  await accounts.findOne();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const start = performance.now();
  delay.enable();
  await Promise.all([1, 2].map(() => accounts.countDocuments({ 'person.sn': 'nobody' })));
  delay.disable();
  process.send?.({ scanMs: performance.now() - start, stallMs: delay.max / 1e6 });
  await client.close();
}
