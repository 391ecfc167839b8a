import { ConfigError, readConfig, reserveThreads } from './config.js';

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
  const known = error instanceof ConfigError || (error instanceof Error && 'code' in error);
  process.stderr.write(`${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}
