import { startEmbeddedStore } from '../../dist/storage/embedded/start-embedded-store.js';

/** Serves the store of DATA_DIR until it is told to end: see serve-store.ts. */
const store = await startEmbeddedStore({ dataDir: process.argv[2] });
process.once('SIGTERM', () => void store.stop().then(() => process.exit(0)));
process.send(store.uri);
