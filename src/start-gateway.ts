import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from './app.js';
import { hostInUrl, type Config } from './config.js';
import { OperatorError } from './operator-error.js';
import { createLog, type Logger } from './log.js';
import { compileSchemas } from './saml/schema.js';
import { longestBody } from './web/body-deadline.js';
import { createHttpServer } from './web/http-server.js';
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
 * @throws OperatorError or GatewayError when a part cannot be used, or we cannot listen on HOST and PORT.
 */
export async function startGateway(config: Config, options: StartOptions = {}): Promise<RunningGateway> {
  const log = options.log ?? createLog(config.LOG_LEVEL);
  compileSchemas();
  const services = await createServices(config, log, options.parts);
  const limits = { requestTimeout: longestBody, headersTimeout: 15_000 };
  const server = createHttpServer(createApp(services), limits);
  try {
    await listen(server, config);
  } catch (error) {
    await services.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${hostInUrl(config.HOST)}:${port}`;
  log.info(
    { url, baseUrl: config.BASE_URL, store: config.MONGODB_URI === undefined ? 'embedded' : 'mongodb' },
    'ready',
  );
  return { url, services, stop: () => stop(server, services, log) };
}

const noAddress = (host: string): string =>
  `HOST=${host} is no address of this machine: set HOST to 127.0.0.1, to 0.0.0.0, or to one of its addresses.`;

/** What each error of the system means when we listen. */
const listenFaults: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) => `Port ${port} of ${host} is taken by another program: set PORT to a free one.`,
  EADDRNOTAVAIL: noAddress,
  ENOTFOUND: noAddress,
  EAI_AGAIN: noAddress,
  EACCES: (_, port) => `This user may not listen on port ${port}: set PORT to 1024 or more.`,
};

function listen(server: Server, { HOST, PORT }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence = listenFaults[error.code ?? '']?.(HOST, PORT);
      reject(sentence === undefined ? error : new OperatorError(sentence, { cause: error }));
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
