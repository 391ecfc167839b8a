import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from './app.js';
import type { Config } from './config.js';
import { createLog, type Logger } from './log.js';
import { compileSchemas } from './saml/schema.js';
import { createServices, type ServiceParts, type Services } from './services.js';

/** A gateway that answers on `url`. */
export interface RunningGateway {
  /** Where it listens, which a proxy may hide: `http://HOST:PORT`. */
  url: string;
  services: Services;
  /** Ends requests in flight (10 s at most), then closes the store. */
  stop(): Promise<void>;
}

interface StartOptions {
  log?: Logger;
  parts?: ServiceParts;
}

const graceMilliseconds = 10_000;

/**
 * Opens the store, proves the signing key, listens.
 * @throws Error when a part cannot be used, or the port is taken (`EADDRINUSE`).
 */
export async function startGateway(config: Config, options: StartOptions = {}): Promise<RunningGateway> {
  const log = options.log ?? createLog(config.LOG_LEVEL);
  compileSchemas();
  const services = await createServices(config, log, options.parts);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000 }, createApp(services));
  try {
    await listen(server, config);
  } catch (error) {
    await services.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.HOST}:${port}`;
  log.info(
    { url, baseUrl: config.BASE_URL, store: config.MONGODB_URI === undefined ? 'embedded' : 'mongodb' },
    'ready',
  );
  return { url, services, stop: () => stop(server, services, log) };
}

function listen(server: Server, { HOST, PORT }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE';
      if (busy)
        error.message = `Port ${PORT} of ${HOST} is taken by another program: set PORT to a free one.`;
      reject(error);
    });
    server.listen(PORT, HOST, resolve);
  });
}

async function stop(server: Server, services: Services, log: Logger): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  await Promise.race([services.web.inFlight.none(), pause(graceMilliseconds, undefined, { ref: false })]);
  // Also those that never sent a request, as browsers open in advance: closeIdleConnections leaves them.
  server.closeAllConnections();
  await closed;
  await services.close();
  log.info('stopped');
}
