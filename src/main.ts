import { readConfig, reserveThreads } from './config.js';
import { sentenceOf } from './sentence-of.js';

reserveThreads();
const { startGateway } = await import('./start-gateway.js');

/** Starts the gateway and stops it cleanly on SIGTERM or SIGINT; leaves with status 1 when it cannot start. */
async function main(): Promise<void> {
  const gateway = await startGateway(readConfig());
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
