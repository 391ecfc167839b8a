import { setFlagsFromString } from 'node:v8';
import { readConfig, reserveThreads } from './config.js';
import { sentenceOf } from './sentence-of.js';
import { locateServer } from './storage/locate-server.js';

reserveThreads();
// V8 forgets the bytecode of what was not called for a while, also of what it had inlined elsewhere, and compiles it again
// under the next wave of sign-ins: 9 % of their CPU, for 3 MB at rest.
setFlagsFromString('--no-flush-bytecode');

/** Starts the gateway and stops it cleanly on SIGTERM or SIGINT; leaves with status 1 when it cannot start. */
async function main(): Promise<void> {
  const config = readConfig();
  // The embedded store opens in its thread while the rest is loaded here: 0.2 s of a start.
  const server = locateServer(config, 'gateway');
  server.catch(() => undefined);
  const { startGateway } = await import('./start-gateway.js');
  const gateway = await startGateway(config, { parts: { server } }).catch(async (error: unknown) => {
    await server.then(({ stop }) => stop()).catch(() => undefined);
    throw error;
  });
  const stop = (): void => {
    void gateway.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}
