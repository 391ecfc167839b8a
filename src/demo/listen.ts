import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server that listens, and can be stopped at once. */
export interface Listening {
  port: number;
  /** Stops: no new connection, and those kept alive are cut. */
  stop(): Promise<void>;
}

/**
 * Serves `listener` on `port` (0: a free one) of the loopback address.
 * @throws the system's error, `EADDRINUSE` when the port is taken.
 */
export async function listen(listener: RequestListener, port: number): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
