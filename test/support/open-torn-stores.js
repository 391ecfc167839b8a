import { Buffer } from 'node:buffer';
import { LmdbStore } from '../../dist/storage/embedded/engine/lmdb-store.js';

/** Opens each folder named on the command line and says on one line what came of it: a fault in LMDB ends this process alone. */
for (const folder of process.argv.slice(2)) {
  try {
    const store = new LmdbStore(folder);
    const entries = store.read({ start: Buffer.of(0), end: Buffer.of(0xff) }, 1_000_000, false);
    await store.close();
    const kept = entries.map(({ key, value }) => `${key.toString('hex')}=${value.toString('hex')}`);
    console.log(JSON.stringify({ folder, kept }));
  } catch (error) {
    console.log(JSON.stringify({ folder, refused: String(error) }));
  }
}
